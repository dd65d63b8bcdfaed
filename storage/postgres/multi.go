package postgres

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// multi is a statement with a list of rows in it: `values (…), (…)` or `in ($1, $2)`. Its text differs
// by the number of rows, which is always a power of two: so there are few texts, PostgreSQL keeps a
// plan for each, and no array as a parameter makes it plan anew for each call.
type multi struct {
	width int // parameters of a row
	first int // parameters before those of the rows
	texts [multiSizes]string
}

// multiSizes is how many powers of two there are, from 1 row to mostRows.
const (
	multiSizes = 7
	mostRows   = 1 << (multiSizes - 1)
)

var parameter = regexp.MustCompile(`\$(\d+)`)

// newMulti makes the texts of a statement: head, rows with commas between them, tail. The row's
// parameters are numbered from 1, after those that stand in head and tail.
func newMulti(first int, head, row, tail string) *multi {
	m := &multi{first: first}
	for _, found := range parameter.FindAllStringSubmatch(row, -1) {
		n, _ := strconv.Atoi(found[1]) // only digits
		m.width = max(m.width, n)
	}
	for size := range m.texts {
		rows := make([]string, 1<<size)
		for i := range rows {
			rows[i] = parameter.ReplaceAllStringFunc(row, func(p string) string {
				n, _ := strconv.Atoi(p[1:])
				return "$" + strconv.Itoa(first+i*m.width+n)
			})
		}
		m.texts[size] = head + strings.Join(rows, ", ") + tail
	}
	return m
}

// padded gives the text for at least so many rows, the last of which is repeated to fill them: for
// statements to which a row that comes again says nothing new. There must be 1 to mostRows rows.
func (m *multi) padded(rows []any, first ...any) (string, []any) {
	count, size := len(rows)/m.width, 0
	for 1<<size < count {
		size++
	}
	args := slices.Concat(first, rows)
	last := rows[len(rows)-m.width:]
	for range 1<<size - count {
		args = append(args, last...)
	}
	return m.texts[size], args
}

// newInsert makes the texts of an insert. Columns are given with their types, as in `id uuid, points
// bigint`; the first is never null. Rows that are null there only fill the statement: to set it up costs
// more than they do. Computed columns come last, each as `name = expression` over the others.
func newInsert(table, columns string, computed ...string) *multi {
	var names, casts []string
	for i, column := range strings.Split(columns, ",") {
		name, kind, _ := strings.Cut(strings.TrimSpace(column), " ")
		names, casts = append(names, name), append(casts, "$"+strconv.Itoa(i+1)+"::"+kind)
	}
	into, from := strings.Join(names, ", "), strings.Join(names, ", ")
	for _, c := range computed {
		name, expression, _ := strings.Cut(c, " = ")
		into, from = into+", "+name, from+", "+expression
	}
	return newMulti(0, `insert into `+table+` (`+into+`) select `+from+` from (values `, `(`+strings.Join(casts, ", ")+`)`,
		`) as r (`+strings.Join(names, ", ")+`) where `+names[0]+` is not null`)
}

// then puts something behind the statement.
func (m *multi) then(tail string) *multi {
	for i := range m.texts {
		m.texts[i] += tail
	}
	return m
}

// split cuts rows into statements of at most mostRows, each filled up by rows of nulls.
func (m *multi) split(rows []any, send func(text string, args ...any)) {
	for some := range slices.Chunk(rows, m.width*mostRows) {
		size := 0
		for m.width<<size < len(some) {
			size++
		}
		args := make([]any, m.width<<size)
		copy(args, some)
		send(m.texts[size], args...)
	}
}

// anys are values as parameters.
func anys[T any](values []T) []any {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	return list
}
