create table customer (phone text primary key, name text, tier text);
insert into customer values ('+12025550150', 'Gus', 'gold'), ('+12025550151', 'Hal', 'standard');
create table only_north (number integer);
