create table customer (phone text primary key, name text, tier text);
insert into customer values ('+12025550151', 'Hanna', 'gold');
