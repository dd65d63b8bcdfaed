package httpapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"laurel/app/picture"
	"laurel/app/usecase"
	"laurel/domain"
)

// Image is an image that can be shown.
type Image struct {
	ID     string `json:"id" format:"uuid"`
	Width  int    `json:"width" doc:"In pixels, at most 1200."`
	Height int    `json:"height" doc:"In pixels, at most 900."`
	URL    string `json:"url" example:"/api/v1/images/0198c5a2-7d3e-7b1a-9c54-2f6a1e0b8d43" doc:"Where it is, for everybody who is signed in."`
}

const (
	imagePath     = "/images/{id}"
	anyImage      = "image/*"
	multipartForm = "multipart/form-data"
	// What an id names never changes, and is for who is signed in alone.
	cacheOwn = "private, max-age=31536000, immutable"
)

func imageURL(id domain.ImageID) string { return Base + "/images/" + id.String() }

// addImages adds the images: plain Fiber routes, because they take and give bytes.
func (s *server) addImages() {
	s.addPostImage()
	s.addGetImage()
}

func (s *server) addPostImage() {
	const path = "/images"
	s.routes = append(s.routes, Route{Method: http.MethodPost, Path: path, Access: forOwners})
	s.app.Post(Base+path, func(c *fiber.Ctx) error {
		if err := s.admit(c, forOwners); err != nil {
			return err
		}
		return s.postImage(c)
	})
	schemas := s.api.OpenAPI().Components.Schemas
	content := map[string]*huma.MediaType{multipartForm: {
		Schema:  &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary"}}, Required: []string{"file"}},
		Example: map[string]any{"file": "…"},
	}}
	for _, media := range picture.Types {
		content[media] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}, Example: "…"}
	}
	op := &huma.Operation{
		OperationID: "post-image", Method: http.MethodPost, Path: path, Tags: []string{"Rewards"},
		Summary: "Upload an image, for a reward",
		Description: "At most 5 MiB and 40 megapixels, PNG, JPEG, GIF (its first frame) or WebP. It is made anew: upright, scaled down to fit 1200 × 900, without its metadata. " +
			"The same content is the same image. One that no reward shows is deleted after a day.",
		Security: []map[string][]string{{"session": {}}, {"bearer": {}}},
		Parameters: []*huma.Param{
			{Name: "Idempotency-Key", In: "header", Description: "The same key and image from the same caller have one effect.", Schema: &huma.Schema{Type: huma.TypeString}},
		},
		RequestBody: &huma.RequestBody{Required: true, Content: content},
		Responses: map[string]*huma.Response{"201": {Description: "The image.", Content: map[string]*huma.MediaType{
			jsonMedia: {Schema: schemas.Schema(reflect.TypeFor[Image](), true, "")},
		}}},
	}
	s.addProblems(op, errorsOf(forOwners, *op))
	s.api.OpenAPI().AddOperation(op)
}

// addProblems describes the errors of a plain route.
func (s *server) addProblems(op *huma.Operation, statuses []int) {
	problem := s.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")
	for _, status := range statuses {
		op.Responses[strconv.Itoa(status)] = &huma.Response{
			Description: http.StatusText(status), Content: map[string]*huma.MediaType{problemMedia: {Schema: problem}},
		}
	}
}

func (s *server) postImage(c *fiber.Ctx) error {
	key, err := keyOf(c)
	if err != nil {
		return err
	}
	content, err := uploadedImage(c)
	if err != nil {
		return err
	}
	o := usecase.Once{Key: key, Status: http.StatusCreated, Request: hashOf(c, content), Encode: func(result any) ([]byte, error) {
		i := result.(usecase.Image)
		return json.Marshal(Image{ID: i.ID.String(), Width: i.Width, Height: i.Height, URL: imageURL(i.ID)})
	}}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), requestTimeout) // the upload itself may have taken long
	defer cancel()
	answer, err := s.uc.PostImage(ctx, actorOf(ctx), content, o)
	if err == nil {
		var made Image
		if err := json.Unmarshal(answer.Body, &made); err != nil {
			return err
		}
		c.Set("Location", made.URL)
	}
	return sendAnswer(c, answer, err)
}

// keyOf reads the idempotency key of a plain route, "" where there is none.
func keyOf(c *fiber.Ctx) (string, error) {
	key := c.Get("Idempotency-Key")
	if len(key) > 255 {
		return "", domain.Invalid("invalid_input", "The key is too long.", domain.FieldError{Location: "header.Idempotency-Key", Message: "has more than 255 characters"})
	}
	return key, nil
}

// hashOf is the hash of what is asked: method, path and body.
func hashOf(c *fiber.Ctx, body []byte) []byte {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%s %s\n", c.Method(), c.Path()) // a hash takes everything
	h.Write(body)
	return h.Sum(nil)
}

// uploadedImage reads the body, or the one file of a form, and says what it is by its content.
func uploadedImage(c *fiber.Ctx) ([]byte, error) {
	declared, parameters, err := mime.ParseMediaType(c.Get("Content-Type"))
	form := declared == multipartForm
	if err != nil || (!form && !slices.Contains(picture.Types, declared)) {
		return nil, fiber.NewError(http.StatusUnsupportedMediaType)
	}
	const envelope = 64 << 10 // what a form puts around its file
	body, err := bodyUpTo(c, picture.MaxBytes+envelope)
	if err != nil {
		return nil, err
	}
	content := body
	if form {
		if content, declared, err = fileOf(body, parameters["boundary"]); err != nil {
			return nil, err
		}
	}
	if len(content) > picture.MaxBytes {
		return nil, fiber.NewError(http.StatusRequestEntityTooLarge)
	}
	if len(content) == 0 {
		return nil, domain.Invalid("invalid_input", "There is no image in the body.", domain.FieldError{Location: "body", Message: "is empty"})
	}
	if is := picture.TypeOf(content); is == "" || is != declared {
		return nil, fiber.NewError(http.StatusUnsupportedMediaType)
	}
	return content, nil
}

// bodyUpTo reads a body of at most so many bytes.
func bodyUpTo(c *fiber.Ctx, most int64) ([]byte, error) {
	if int64(c.Request().Header.ContentLength()) > most {
		return nil, fiber.NewError(http.StatusRequestEntityTooLarge)
	}
	body, err := io.ReadAll(io.LimitReader(newPatient(c), most+1))
	switch {
	case err != nil:
		return nil, fiber.NewError(http.StatusBadRequest) // the caller broke off, or sent nothing for too long
	case int64(len(body)) > most:
		return nil, fiber.NewError(http.StatusRequestEntityTooLarge)
	}
	return body, nil
}

// fileOf reads the one file of a form, and the type that is declared for it.
func fileOf(body []byte, boundary string) (content []byte, declared string, err error) {
	if boundary == "" {
		return nil, "", fiber.NewError(http.StatusBadRequest)
	}
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	found := 0
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", fiber.NewError(http.StatusBadRequest)
		}
		if part.FileName() == "" {
			continue
		}
		if content, err = io.ReadAll(part); err != nil {
			return nil, "", fiber.NewError(http.StatusBadRequest)
		}
		declared, _, _ = mime.ParseMediaType(part.Header.Get("Content-Type"))
		found++
	}
	if found != 1 {
		return nil, "", domain.InvalidField("file", "must be one file")
	}
	return content, declared, nil
}

func sendAnswer(c *fiber.Ctx, answer usecase.Answer, err error) error {
	if err != nil {
		return err
	}
	if answer.Replayed {
		c.Set("Idempotent-Replayed", "true")
	}
	c.Set("Content-Type", jsonMedia)
	return c.Status(answer.Status).Send(answer.Body)
}

func (s *server) addGetImage() {
	who := forEverybody.also(anyImage)
	s.routes = append(s.routes, Route{Method: http.MethodGet, Path: imagePath, Access: who})
	s.app.Get(Base+"/images/:id", func(c *fiber.Ctx) error {
		if err := s.admit(c, who); err != nil {
			return err
		}
		return s.getImage(c)
	})
	bytesOf := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}, Example: "…"}
	op := &huma.Operation{
		OperationID: "get-image", Method: http.MethodGet, Path: imagePath, Tags: []string{"Rewards"},
		Summary: "An image", Description: "It never changes, and may be kept for a year by who is signed in.",
		Security:   []map[string][]string{{"session": {}}, {"bearer": {}}},
		Parameters: []*huma.Param{{Name: "id", In: "path", Required: true, Description: "Of the image.", Schema: &huma.Schema{Type: huma.TypeString}}},
		Responses: map[string]*huma.Response{
			"200": {Description: "The image.", Content: map[string]*huma.MediaType{"image/jpeg": bytesOf, "image/png": bytesOf}},
			"304": {Description: "The copy that the caller has is right."},
		},
	}
	s.addProblems(op, append(errorsOf(forEverybody, *op), http.StatusNotFound))
	s.api.OpenAPI().AddOperation(op)
}

func (s *server) getImage(c *fiber.Ctx) error {
	id, err := domain.ParseImageID(c.Params("id"))
	if err != nil {
		return err
	}
	image, err := s.uc.Image(c.UserContext(), id)
	if err != nil {
		return err
	}
	c.Set("Cache-Control", cacheOwn)
	c.Set("Vary", "Cookie, Authorization")
	c.Set("ETag", `"`+id.String()+`"`)
	if hasTag(c.Get("If-None-Match"), id.String()) {
		return c.SendStatus(http.StatusNotModified)
	}
	c.Set("Content-Type", image.Type)
	return c.Send(image.Bytes)
}
