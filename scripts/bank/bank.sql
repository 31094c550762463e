-- The bank's customers: a few that the scenarios know, and a crowd that is the same wherever it is made.

create table customer (
  number text primary key, name text, mail text, tier text not null default 'standard', size integer
);
create table customer_phone (
  customer text not null references customer (number), phone text not null, primary key (phone, customer)
);
create table account (
  number text primary key, customer text not null references customer (number), balance_due numeric not null, due_on text
);

-- One row for each number of each customer.
create view customer_profile as
  select customer.number, name, mail, tier, size, phone,
         (select sum(balance_due) from account where customer = customer.number) as balance_due
  from customer join customer_phone on customer_phone.customer = customer.number;

insert into customer values
  ('C1', 'Ann Gold', 'ann@example.com', 'gold', 1),
  ('C2', 'Large and Sons', 'office@large.example', 'standard', 900),
  ('C3', 'Otto Due', null, 'standard', 1),
  ('C4', null, null, 'standard', null),
  ('C5', 'Penny Planner', 'penny@example.com', 'standard', 1);
insert into customer_phone values
  ('C1', '+12025550101'), ('C1', '+12025550111'), ('C2', '+12025550102'), ('C3', '+12025550103'), ('C4', '+12025550104'),
  ('C5', '+12025550105');
insert into account values ('4711', 'C3', 250, 'the first of April'), ('4712', 'C1', 0, null), ('4713', 'C5', 0, null);

-- The crowd: x is the next of a linear congruential row that begins with 2026 (the seed).
create table crowd as
  with recursive row (n, x) as (
    select 1, 2026
    union all
    select n + 1, (x * 1103515245 + 12345) % 2147483648 from row where n < 1000
  )
  select n, x from row;
insert into customer (number, name, tier, size)
  select 'X' || n, 'Customer ' || n, case when x / 65536 % 20 = 0 then 'gold' else 'standard' end, x / 65536 % 1200 from crowd;
insert into customer_phone select 'X' || n, '+1303555' || substr('000' || n, -4) from crowd;
insert into account
  select 'A' || n, 'X' || n, case when x / 4096 % 10 = 0 then x / 4096 % 5000 else 0 end, 'the first of April' from crowd;
drop table crowd;

-- Rules that people at the bank change: see routing.lua. The first row by position that holds decides.
create table call_treatments (
  name text primary key, position integer, customer_number text, customer_tier text, customer_size text, dialled text,
  note text, go text
);
insert into call_treatments (name, position, customer_number, note, go)
  values ('Penny has an appointment', 10, 'C5', 'asked for by her adviser', 'dialog appointment');
insert into call_treatments (name, position, customer_tier, dialled, note, go)
  values ('gold at a branch', 20, 'gold', '+120255508*', 'branches know them', 'sip:manager@127.0.0.1:5071');
