package usecase

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"laurel/domain"
	"laurel/storage/postgres"
)

// longestRecord is how many bytes one record of a file may have, so that a quote that is never closed
// does not take a whole file into memory.
const longestRecord = 1 << 20

// sourceLine is the column by which a file that was made of another one says where each record stands
// there, as an editor counts: faults are told by it. Its numbers grow from record to record.
const sourceLine = "source_line"

// columnRule says which columns a file may have.
type columnRule struct {
	needed  []string
	allowed []string // besides
}

// importFile reads a CSV file (RFC 4180) record by record and gathers its faults. Lines are counted as
// an editor counts them: a record may begin on one and end on another.
type importFile struct {
	reader *csv.Reader
	budget *budgetReader
	header []string
	place  map[string]int // of each column that the file has
	record []string
	line   int64 // where the present record begins: here, or in the file that this one was made of
	lines  int64 // that have been read
	faults faultList
	faulty bool // the present record has a fault
	// skipped says that records were passed over whose form is wrong.
	skipped bool
}

// faultList keeps the first faults and counts all.
type faultList struct {
	first []postgres.ImportFault
	total int64
}

func (l *faultList) add(f postgres.ImportFault) {
	l.total++
	if len(l.first) < postgres.MostImportFaults {
		l.first = append(l.first, f)
	}
}

// errFileUnreadable says that reading the file cannot go on; why is among its faults.
var errFileUnreadable = errors.New("the file cannot be read on")

// budgetReader lets one record have only so many bytes.
type budgetReader struct {
	from io.Reader
	left int
}

var errRecordTooLong = errors.New("the record is too long")

// Read reads, until the budget is used up.
func (b *budgetReader) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errRecordTooLong
	}
	n, err := b.from.Read(p)
	b.left -= n
	return n, err
}

// openImport reads the header of a file.
func openImport(from io.Reader, rule columnRule) (*importFile, error) {
	f := &importFile{budget: &budgetReader{from: from, left: longestRecord}, place: map[string]int{}}
	start := make([]byte, 3)
	n, err := io.ReadFull(f.budget, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	start = start[:n]
	if bytes.HasPrefix(start, []byte{0xFF, 0xFE}) || bytes.HasPrefix(start, []byte{0xFE, 0xFF}) {
		f.fault(1, rule.needed[0], "is in UTF-16: save the file as UTF-8")
		return f, errFileUnreadable
	}
	text := bufio.NewReader(io.MultiReader(bytes.NewReader(bytes.TrimPrefix(start, []byte("\uFEFF"))), f.budget))
	if head, _ := text.Peek(longestHeader); isSemicolons(head) {
		f.fault(1, firstOf(string(head), ";"), "is followed by a semicolon: the columns must be separated by commas")
		return f, errFileUnreadable
	}
	f.reader = csv.NewReader(text)
	f.reader.ReuseRecord = true
	f.reader.FieldsPerRecord = -1 // told by us, with the column
	return f, f.readHeader(rule)
}

// longestHeader is how far a header is looked at for semicolons.
const longestHeader = 4 << 10

// isSemicolons says whether the first line is that of a file as spreadsheets of some languages save it.
func isSemicolons(head []byte) bool {
	first, _, _ := bytes.Cut(head, []byte("\n"))
	return bytes.IndexByte(first, ';') >= 0 && bytes.IndexByte(first, ',') < 0
}

func (f *importFile) readHeader(rule columnRule) error {
	record, err := f.reader.Read()
	if errors.Is(err, io.EOF) {
		f.fault(1, rule.needed[0], "is missing: the file is empty")
		return errFileUnreadable
	}
	if err != nil {
		return f.unreadable(err)
	}
	line, _ := f.reader.FieldPos(0)
	f.line, f.lines = int64(line), f.endOf(record)
	for i, name := range record {
		name = strings.TrimSpace(name)
		f.header = append(f.header, name)
		switch _, twice := f.place[name]; {
		case !utf8.ValidString(name):
			f.fault(f.line, strings.ToValidUTF8(name, "�"), "is not in UTF-8: save the file as UTF-8")
		case twice:
			f.fault(f.line, name, "is there twice")
		case name != sourceLine && !slices.Contains(rule.needed, name) && !slices.Contains(rule.allowed, name):
			f.fault(f.line, name, "is no column of this file: it has "+strings.Join(slices.Concat(rule.needed, rule.allowed), ", "))
		default:
			f.place[name] = i
		}
	}
	for _, name := range rule.needed {
		if _, ok := f.place[name]; !ok {
			f.fault(f.line, name, "is missing")
		}
	}
	if f.faults.total > 0 {
		return errFileUnreadable
	}
	return nil
}

// firstOf gives the text before a separator, cut to a length that fits a message.
func firstOf(text, separator string) string {
	first, _, _ := strings.Cut(text, separator)
	first = strings.Trim(first, "\"")
	if runes := []rune(first); len(runes) > 60 {
		first = string(runes[:60])
	}
	return strings.ToValidUTF8(first, "�")
}

// next moves on to the next record that has all columns; false at the end of the file. A record with a
// fault of its form is told and passed over.
func (f *importFile) next() (bool, error) {
	for {
		f.budget.left = longestRecord
		record, err := f.reader.Read()
		f.faulty = false
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			if err := f.malformed(record, err); err != nil {
				return false, err
			}
			f.skipped = true
			continue
		}
		before := f.line
		line, _ := f.reader.FieldPos(0)
		f.line, f.record, f.lines = int64(line), record, f.endOf(record)
		if isBlank(record) {
			f.line = before
			continue
		}
		if !f.isPlaced(before) || !f.isWhole() {
			f.skipped = true
			continue
		}
		return true, nil
	}
}

// endOf gives the line on which a record ends that has just been read.
func (f *importFile) endOf(record []string) int64 {
	last, _ := f.reader.FieldPos(len(record) - 1)
	return int64(last + strings.Count(record[len(record)-1], "\n"))
}

// isBlank says whether all cells are empty, as spreadsheets leave them below the last line.
func isBlank(record []string) bool {
	for _, cell := range record {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// isPlaced takes the line of the present record from the file that this one was made of, where it says
// so; before is that of the record before.
func (f *importFile) isPlaced(before int64) bool {
	i, ok := f.place[sourceLine]
	if !ok {
		return true
	}
	text := ""
	if i < len(f.record) {
		text = strings.TrimSpace(f.record[i])
	}
	line, err := strconv.ParseInt(text, 10, 64)
	if err != nil || line <= before || line > mostSourceLine {
		f.fault(f.line, sourceLine, "is no whole number above that of the line before")
		f.line = before
		return false
	}
	f.line = line
	return true
}

// mostSourceLine is the last line that a file can say it was made of.
const mostSourceLine = 1 << 40

// isWhole checks the number of cells and their encoding.
func (f *importFile) isWhole() bool {
	switch n := len(f.record); {
	case n < len(f.header):
		f.fault(f.line, f.header[n], fmt.Sprintf("is missing: the line has %d of %d columns", n, len(f.header)))
		return false
	case n > len(f.header):
		f.fault(f.line, f.header[len(f.header)-1], fmt.Sprintf("is followed by more: the line has %d columns, the header %d", n, len(f.header)))
		return false
	}
	for i, cell := range f.record {
		switch {
		case !utf8.ValidString(cell):
			f.fault(f.line, f.header[i], "is not in UTF-8: save the file as UTF-8")
			return false
		case strings.ContainsRune(cell, 0):
			f.fault(f.line, f.header[i], "holds a character that cannot be kept")
			return false
		}
	}
	return true
}

// malformed notes a record whose quotes are wrong. What was read of it before says which column it is.
func (f *importFile) malformed(sofar []string, err error) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return f.unreadable(err)
	}
	column := f.header[min(len(sofar), len(f.header)-1)]
	message := "has a quote in its midst: a cell with quotes stands in quotes, and each of its own is doubled"
	if errors.Is(err, csv.ErrQuote) {
		message = "has quotes that are not closed, or is followed by text after them"
	}
	f.fault(int64(parse.StartLine), column, message)
	return nil
}

// unreadable notes why reading cannot go on; a fault of the disk is returned as it is.
func (f *importFile) unreadable(err error) error {
	var parse *csv.ParseError
	switch {
	case errors.Is(err, errRecordTooLong):
		f.fault(max(f.lines+1, 1), lastOf(f.header), "does not end within a megabyte: quotes are not closed")
	case errors.As(err, &parse):
		f.fault(int64(parse.StartLine), "", "has quotes that do not fit together")
	default:
		return err
	}
	return errFileUnreadable
}

func lastOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}

// has says whether the file has a column.
func (f *importFile) has(column string) bool {
	_, ok := f.place[column]
	return ok
}

// cell gives a cell of the present record, without space around it; "" where the file has no such
// column.
func (f *importFile) cell(column string) string {
	i, ok := f.place[column]
	if !ok {
		return ""
	}
	return strings.TrimSpace(f.record[i])
}

// wrong notes a fault of the present record.
func (f *importFile) wrong(column, message string) {
	f.faulty = true
	f.fault(f.line, column, message)
}

func (f *importFile) fault(line int64, column, message string) {
	f.faults.add(postgres.ImportFault{Line: line, Column: column, Message: message})
}

// importFailed is the error for a file with faults, of those that reading it has found and those that
// the database has.
func importFailed(faults []postgres.ImportFault, total int64) *domain.Error {
	err := domain.Invalid("import_failed", fmt.Sprintf("The file has %d faults; nothing was changed.", total), FieldErrors(faults)...)
	if total == 1 {
		err.Detail = "The file has a fault; nothing was changed."
	}
	err.FieldsTotal = int(total)
	return err
}

// FieldErrors are faults of a file as the errors of a problem tell them.
func FieldErrors(faults []postgres.ImportFault) []domain.FieldError {
	list := make([]domain.FieldError, len(faults))
	for i, f := range faults {
		list[i] = domain.FieldError{Location: fmt.Sprintf("line %d", f.Line), Message: f.Message, Line: int(f.Line), Column: f.Column}
		if f.Column != "" {
			list[i].Location += ", column " + f.Column
		}
	}
	return list
}
