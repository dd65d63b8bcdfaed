package usecase

import (
	"archive/zip"
	"context"
	"encoding/json"
	"io"
	"time"

	"laurel/domain"
	"laurel/storage/postgres"
)

// exportNote stands in front of every archive.
const exportNote = `Laurel: everything that is held about you.
Each file is a JSON array, the latest first. Times are in UTC. Points are whole numbers.
Left out: secrets (only hashes of passwords and tokens are kept), and what others wrote in confidence.

Laurel: всё, что хранится о вас.
Каждый файл: массив JSON, новое впереди. Время в UTC. Баллы: целые числа.
Не вошли: тайны (пароли и ключи хранятся только в виде отпечатков) и то, что другие написали по секрету.
`

// Export writes everything that is held about the actor as one zip archive, a file of JSON for each
// kind of thing, as it stood at one moment. It holds no more of it in memory than one thing.
func (uc *UseCases) Export(ctx context.Context, actor domain.Actor, to io.Writer) error {
	now := uc.Now()
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		tx.Audit.Add(actor, now, postgres.Entry{Action: "export_own_data", SubjectKind: "employee", Subject: domain.ID[any]{UUID: actor.ID.UUID}})
		return nil
	})
	if err != nil {
		return err
	}
	a := &archive{zip: zip.NewWriter(to), at: now}
	if err := a.note(exportNote); err != nil {
		return err
	}
	if err := uc.db.Export(ctx, actor.ID, a.begin, a.add); err != nil {
		return err
	}
	return a.close()
}

// archive writes arrays of JSON into files of a zip.
type archive struct {
	zip  *zip.Writer
	at   time.Time
	file io.Writer // nil before the first array
	any  bool      // the open array holds something
}

func (a *archive) create(name string) (err error) {
	a.file, err = a.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.at})
	return err
}

func (a *archive) note(text string) error {
	if err := a.create("README.txt"); err != nil {
		return err
	}
	_, err := io.WriteString(a.file, text)
	a.file = nil
	return err
}

// begin ends the open array and opens the next.
func (a *archive) begin(name string) error {
	if err := a.end(); err != nil {
		return err
	}
	if err := a.create(name + ".json"); err != nil {
		return err
	}
	a.any = false
	_, err := io.WriteString(a.file, "[")
	return err
}

func (a *archive) add(thing json.RawMessage) error {
	separator := "\n"
	if a.any {
		separator = ",\n"
	}
	a.any = true
	if _, err := io.WriteString(a.file, separator); err != nil {
		return err
	}
	_, err := a.file.Write(thing)
	return err
}

func (a *archive) end() error {
	if a.file == nil {
		return nil
	}
	_, err := io.WriteString(a.file, "\n]\n")
	return err
}

func (a *archive) close() error {
	if err := a.end(); err != nil {
		return err
	}
	return a.zip.Close()
}
