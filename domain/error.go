package domain

import (
	"errors"
	"fmt"
	"time"
)

// ErrorKind is the class of an Error; app/httpapi has the one table from kind to HTTP status.
type ErrorKind int

// The classes of errors, in the order in which a call meets them (API.md, Conventions).
const (
	KindUnauthenticated ErrorKind = iota + 1 // nobody is signed in
	KindForbidden                            // signed in, but may not
	KindMalformed                            // cannot be read at all
	KindInvalid                              // read, but breaks a rule of input
	KindNotFound                             // not there, or not for the caller to see
	KindConflict                             // right in itself, but not in the present state
	KindTooMany                              // asked too often; RetryAfter says when again
	KindUnavailable                          // cannot be done now; RetryAfter says when again
	KindTooLarge                             // the body is over its limit
)

// Error is what every layer returns for a fault that the caller can understand. Code is stable and
// public; Detail is a plain sentence in English for people; neither ever holds internal text.
type Error struct {
	Kind       ErrorKind
	Code       string
	Detail     string
	Fields     []FieldError
	RetryAfter time.Duration
	// FieldsTotal is how many faults there were in all, when Fields holds only the first of them.
	FieldsTotal int
}

// FieldError is one fault of an input. Location names the field, such as `body.story`; Line and
// Column place it in a file.
type FieldError struct {
	Location string
	Message  string
	Line     int
	Column   string
}

// Error gives the code and the detail.
func (e *Error) Error() string {
	if e.Detail == "" {
		return e.Code
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Detail)
}

// Unauthenticated is the error for a call without a valid sign-in.
func Unauthenticated() *Error {
	return &Error{Kind: KindUnauthenticated, Code: "unauthenticated", Detail: "Sign in first."}
}

// Forbidden is the error for a call that the caller may not make.
func Forbidden(code, detail string) *Error {
	return &Error{Kind: KindForbidden, Code: code, Detail: detail}
}

// Invalid is the error for input that breaks a rule; fields say where.
func Invalid(code, detail string, fields ...FieldError) *Error {
	return &Error{Kind: KindInvalid, Code: code, Detail: detail, Fields: fields}
}

// InvalidField is the error for one bad field of a request body.
func InvalidField(field, message string) *Error {
	return Invalid("invalid_input", message, FieldError{Location: "body." + field, Message: message})
}

// NotFound is the error for a thing that is not there or not for the caller to see.
func NotFound() *Error {
	return &Error{Kind: KindNotFound, Code: "not_found", Detail: "There is no such thing, or it is not for you to see."}
}

// Conflict is the error for a call that does not fit the present state.
func Conflict(code, detail string) *Error {
	return &Error{Kind: KindConflict, Code: code, Detail: detail}
}

// TooMany is the error for a caller that asks too often.
func TooMany(code, detail string, retryAfter time.Duration) *Error {
	return &Error{Kind: KindTooMany, Code: code, Detail: detail, RetryAfter: retryAfter}
}

// Unavailable is the error for what cannot be done now but may be later.
func Unavailable(detail string, retryAfter time.Duration) *Error {
	return &Error{Kind: KindUnavailable, Code: "unavailable", Detail: detail, RetryAfter: retryAfter}
}

// CodeOf gives the stable code of an error, or "" where it is not one of ours.
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
