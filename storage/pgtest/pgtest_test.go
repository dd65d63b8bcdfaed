package pgtest_test

import (
	"strconv"
	"testing"

	"laurel/storage/pgtest"
)

func TestNew_databasesAreSeparate(t *testing.T) {
	first, second := pgtest.New(t), pgtest.New(t)
	if _, err := first.Exec(t.Context(), "create table only_here (id int)"); err != nil {
		t.Fatal(err)
	}
	var seen bool
	if err := second.QueryRow(t.Context(), "select to_regclass('only_here') is not null").Scan(&seen); err != nil {
		t.Fatal(err)
	}
	if seen {
		t.Error("a table made in one test's database is seen in another's")
	}
}

func TestNew_hasAllMigrations(t *testing.T) {
	var tables int
	err := pgtest.New(t).QueryRow(t.Context(), "select count(*) from pg_tables where schemaname = 'public' and tablename in ('employee', 'river_job')").Scan(&tables)
	if err != nil || tables != 2 {
		t.Errorf("found %d of the tables employee and river_job, error %v", tables, err)
	}
}

func TestNew_manyAtOnce(t *testing.T) {
	for i := range 16 {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			pgtest.URL(t)
		})
	}
}

func TestEmpty_hasNoTables(t *testing.T) {
	var tables int
	err := pgtest.Open(t, pgtest.Empty(t)).QueryRow(t.Context(), "select count(*) from pg_tables where schemaname = 'public'").Scan(&tables)
	if err != nil || tables != 0 {
		t.Errorf("an empty database has %d tables, error %v", tables, err)
	}
}

func TestNew_findsRussianWords(t *testing.T) {
	var similar float32
	var words string
	err := pgtest.New(t).QueryRow(t.Context(), "select similarity('Иванов', 'иванав'), to_tsvector('russian', '«Приветы» — друзьям')::text").Scan(&similar, &words)
	if err != nil || similar < 0.3 || words != "'друз':2 'привет':1" {
		t.Errorf("similarity %v, words %s, error %v: the server's locale knows no Cyrillic letters", similar, words, err)
	}
}

func TestRedis_answers(t *testing.T) {
	server := pgtest.Redis(t)
	if err := server.Set("key", "value"); err != nil {
		t.Fatal(err)
	}
}
