package postgres

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"

	"laurel/domain"
)

// pieceSize is how many bytes of a file one row keeps, before they are compressed.
const pieceSize = 1 << 20

// KeepFile keeps the file of an import in the transaction, piece by piece.
func (i Imports) KeepFile(ctx context.Context, id domain.ImportID, from io.Reader) error {
	if err := i.tx.Flush(ctx); err != nil {
		return err
	}
	raw := make([]byte, pieceSize)
	var packed bytes.Buffer
	for place := 0; ; place++ {
		n, err := io.ReadFull(from, raw)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		if err := pack(&packed, raw[:n]); err != nil {
			return err
		}
		if _, err := i.exec(ctx, `insert into import_piece (import_id, place, packed) values ($1, $2, $3)`, id, place, packed.Bytes()); err != nil {
			return err
		}
	}
}

func pack(to *bytes.Buffer, raw []byte) error {
	to.Reset()
	w, err := gzip.NewWriterLevel(to, gzip.BestSpeed)
	if err != nil {
		return err
	}
	if _, err := w.Write(raw); err != nil {
		return err
	}
	return w.Close()
}

// ErrFileGone says that the file of an import is not kept any more, or not all of it.
var ErrFileGone = errors.New("the file of the import is not there any more")

// OpenFile reads the file of an import, which has so many bytes: one piece at a time, outside of any
// transaction.
func (i Imports) OpenFile(ctx context.Context, id domain.ImportID, size int64) io.ReadCloser {
	return &keptFile{ctx: ctx, imports: i, id: id, left: size, piece: bytes.NewReader(nil)}
}

// keptFile is a file as import_piece keeps it.
type keptFile struct {
	ctx     context.Context //nolint:containedctx // an io.Reader has none of its own
	imports Imports
	id      domain.ImportID
	place   int
	left    int64 // bytes after the present piece
	piece   *bytes.Reader
}

// Read reads on; ErrFileGone where a piece is missing.
func (f *keptFile) Read(p []byte) (int, error) {
	for f.piece.Len() == 0 {
		if f.left == 0 {
			return 0, io.EOF
		}
		if err := f.next(); err != nil {
			return 0, err
		}
	}
	return f.piece.Read(p)
}

func (f *keptFile) next() error {
	packed, err := many[[]byte](f.ctx, f.imports.q, `select packed from import_piece where import_id = $1 and place = $2`, f.id, f.place)
	if err != nil {
		return err
	}
	if len(packed) == 0 {
		return ErrFileGone
	}
	r, err := gzip.NewReader(bytes.NewReader(packed[0]))
	if err != nil {
		return fmt.Errorf("piece %d of import %s: %w", f.place, f.id, err)
	}
	raw, err := io.ReadAll(io.LimitReader(r, pieceSize))
	if err != nil {
		return fmt.Errorf("piece %d of import %s: %w", f.place, f.id, err)
	}
	f.piece, f.place, f.left = bytes.NewReader(raw), f.place+1, f.left-int64(len(raw))
	return nil
}

// Close does nothing: no piece stays open.
func (f *keptFile) Close() error { return nil }

// DropFile deletes the file of an import that has ended.
func (i Imports) DropFile(ctx context.Context, id domain.ImportID) error {
	_, err := i.q.ExecContext(ctx, `delete from import_piece where import_id = $1`, id)
	return translate(err)
}
