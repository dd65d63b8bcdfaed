package domain

// The bounds of the number of items of a page.
const (
	DefaultLimit = 20
	MaxLimit     = 100
)

// Page asks for the next items of a keyset list: at most Limit of them (1 to 100), after the item
// that Cursor stands for ("" begins at the first).
type Page struct {
	Limit  int
	Cursor string
}

// Slice is one page of a list. Next is the cursor of the page after it, "" where there is none.
type Slice[T any] struct {
	Items []T
	Next  string
}

// Ref is a thing by its id and its name, as other things show it.
type Ref[Kind any] struct {
	ID   ID[Kind] `db:"id" json:"id"`
	Name string   `db:"name" json:"name"`
}
