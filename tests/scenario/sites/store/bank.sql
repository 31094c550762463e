create table customer (
  number text primary key, name text, mail text, tier text, size integer, balance_due numeric, blocked boolean
);
create table customer_phone (customer text references customer (number), phone text);
create view customer_profile as
  select number, name, mail, tier, size, balance_due, blocked, phone
  from customer join customer_phone on customer = number;
insert into customer values
  ('C1', 'Ann', 'ann@example.com', 'gold', 3, 0, false),
  ('C2', 'Ben', null, 'standard', 900, null, false),
  ('C3', 'Cem', null, 'standard', null, 12.5, null),
  ('C4', null, null, null, null, null, null),
  ('C5', 'Dee', null, 'platinum', null, null, true),
  ('C6', 'Eve', null, 'standard', 1, 0, 0);
insert into customer_phone values
  ('C1', '+12025550101'), ('C2', '+12025550102'), ('C3', '+12025550103'), ('C4', '+12025550104'),
  ('C5', '+12025550105'), ('C4', '+12025550106'), ('C6', '+12025550106'), ('C4', '110');
create table account (number text primary key, balance integer not null check (balance >= 0), note text);
insert into account values ('alice', 100, 'a saver'), ('bob', 20, null), ('o''hara', 50, '');
create table payment (account text, sum integer, note text);
create table vip_numbers (number text, name text);
insert into vip_numbers values ('+12025550101', 'Ann'), ('+4930*', 'Berlin');
create table own_numbers (number text, enterprise text, purpose text, "from" text, "to" text);
insert into own_numbers values
  ('+12025550100', 'Example Bank', 'sales', null, null),
  ('+12025550110 - +12025550119', 'Example Bank', 'desks', null, null),
  ('+12025550130', null, 'campaign', '2026-12-01', '2026-12-01');
