-- So many employees in teams of 2,500, whom three people of the demo organisation thanked this month. A few hundred
-- scores with a long tail: a third of all people have one point, hundreds share a score near the top, the first
-- stand nearly alone. The first hundred have as many points as their number and sign in with Ivan's password.
create temporary table crowd on commit drop as
select i, uuidv7() as id, names.first[1 + hash % 48] || ' ' || names.beginning[1 + hash / 48 % 24] || names.ending[1 + hash / 1152 % 16] as name,
	case when i <= 100 then i when i % 1000 = 0 then 400 + i / 1000 else 1 + floor(400 * (hash2 / 2147483648.0) ^ 6) end::bigint as points
from generate_series(1, {{employees}}) i
cross join lateral (select hashint4(i)::bigint & 2147483647 as hash, hashint4(-i)::bigint & 2147483647 as hash2) h
cross join (select
	string_to_array('Alice Amir Anna Anton Boris Carla Chen Daria David Elena Emil Erik Farid Fiona Galina George Hanna Hugo Igor Ines Irina Jan Julia Karim Kira Lars Lena Leo Maria Marta Mateo Mila Nadia Nikita Noor Olga Oskar Pavel Petra Rosa Samir Sofia Theo Ulla Vera Viktor Yara Zoe', ' ') as first,
	string_to_array('Ash Black Brad Brook Carl Clay Dal East Fair Farn Green Hart Holm Kirk Lang Mar Nor Oak Rad Sher Stan Thorn West Win', ' ') as beginning,
	string_to_array('berg bridge brook bury dale don field ford ham land ley man son stone ton wood', ' ') as ending) names;

create temporary table crowd_team on commit drop as
select i, uuidv7() as id from generate_series(0, {{employees}} / 2500) i;

insert into team (id, name, path, created_at)
select id, 'Team ' || to_char(i, 'FM000000'), array[id], now() from crowd_team;

insert into employee (id, email, name, team_id, role, locale, password_hash, created_at, updated_at)
select c.id, 'e' || c.i || '@crowd.example', c.name, t.id, 'employee', 'en',
	case when c.i <= 100 then (select password_hash from employee where email = 'ivan@demo.example') end, now(), now()
from crowd c join crowd_team t on t.i = c.i / 2500;

-- One recognition for fifty people: what a board reads is its nominees.
create temporary table crowd_nomination on commit drop as
select t.i, uuidv7() as id, giver.id as nominator
from generate_series(0, {{employees}} / 50) t (i)
join (select id, row_number() over (order by id) - 1 as i, count(*) over () as people
	from employee where email in ('maria@demo.example', 'olga@demo.example', 'owner@demo.example')) giver on giver.i = t.i % giver.people;

insert into nomination (id, source, status, nominator_id, customer_kind, customer_name, story, points, visibility, created_at, decided_at, published_at)
select id, 'import', 'approved', nominator, 'external', 'Orchard Foods', 'Kept the shelves full.', 1, 'public', now(), now(), now() from crowd_nomination;

insert into nominee (nomination_id, employee_id, nominator_id, points, counted_on)
select n.id, c.id, n.nominator, c.points, (now() at time zone o.time_zone)::date
from crowd c join crowd_nomination n on n.i = c.i / 50 cross join organisation o;
