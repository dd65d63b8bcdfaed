package httpapi

import (
	"io"
	"net/http"
	"os"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

const exportMedia = "application/zip"

// addExport adds the archive of one's own data: a plain Fiber route, because it answers a file.
func (s *server) addExport() {
	const path = "/me/export"
	s.routes = append(s.routes, Route{Method: http.MethodGet, Path: path, Access: forEverybody})
	s.app.Get(Base+path, func(c *fiber.Ctx) error {
		if err := s.admit(c, forEverybody.also(exportMedia)); err != nil {
			return err
		}
		return s.export(c)
	})
	op := &huma.Operation{
		OperationID: "export-my-data", Method: http.MethodGet, Path: path, Tags: []string{"Me"},
		Summary:     "Everything held about you, as one archive",
		Description: "A zip archive with one file of JSON for each kind of thing: your profile and preferences, recognitions and nominations, comments, points, redemptions, notifications, sessions, the audit log about you.",
		Security:    []map[string][]string{{"session": {}}, {"bearer": {}}},
		Responses: map[string]*huma.Response{"200": {
			Description: "The archive.",
			Content:     map[string]*huma.MediaType{exportMedia: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}, Example: "PK"}},
		}},
	}
	s.addProblems(op, []int{http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusServiceUnavailable})
	s.api.OpenAPI().AddOperation(op)
}

// export makes the archive in a temporary file first: what fails on the way is still an error, and no
// half of an archive.
func (s *server) export(c *fiber.Ctx) error {
	file, err := os.CreateTemp("", "laurel-export-*.zip")
	if err != nil {
		return err
	}
	_ = os.Remove(file.Name()) // it lives as long as it is open
	if err := s.uc.Export(c.UserContext(), actorOf(c.UserContext()), file); err != nil {
		_ = file.Close()
		return err
	}
	size, err := file.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		_ = file.Close()
		return err
	}
	c.Set("Content-Type", exportMedia)
	c.Set("Content-Disposition", `attachment; filename="laurel-`+s.uc.Now().In(s.uc.Location()).Format(time.DateOnly)+`.zip"`)
	return c.SendStream(file, int(size)) // which closes it
}
