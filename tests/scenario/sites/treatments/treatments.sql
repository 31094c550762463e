create table customer (phone text, tier text, size integer);
insert into customer values ('+12025550101', 'gold', 10), ('+12025550102', 'standard', 900);
create table call_treatments (
  name text primary key, position integer, dialled text, caller text, customer_tier text, customer_size text,
  reason text, asked boolean, closed text, always boolean, go text, priority integer, note text, set_desk text
);
insert into call_treatments (name, position, caller, go) values ('barred', 10, 'on list barred', 'reject 603');
insert into call_treatments (name, position, customer_tier, go, priority, note, set_desk)
  values ('gold', 20, 'gold', 'dialog "gold"', 80, 'the best', 'one, please');
insert into call_treatments (name, position, customer_size, go) values ('large firm', 30, '> 500', 'dialog large');
insert into call_treatments (name, position, dialled, go) values ('range', 40, '2000..2999, 31*', 'dialog range');
insert into call_treatments (name, position, asked, reason, go) values ('asked', 45, true, '-', 'dialog asked');
insert into call_treatments (name, position, reason, go) values ('billing', 50, 'billing', 'dialog billing');
insert into call_treatments (name, position, dialled, go) values ('a phone', 60, '"desk"', 'phone 100');
insert into call_treatments (name, position, closed, go) values ('closed', 70, 'office', 'rules "last resort"');
insert into call_treatments (name, position, dialled, reason, go)
  values ('elsewhere', 80, 'elsewhere', 'missing', 'redirect sip:ann@192.0.2.7');
