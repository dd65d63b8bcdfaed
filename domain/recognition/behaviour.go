package recognition

import (
	"regexp"
	"strings"

	"laurel/domain"
)

// BehaviourRule is a behaviour as an owner keeps it. Code names it in imports and never changes.
type BehaviourRule struct {
	ID domain.BehaviourID `db:"id"`
	domain.Texts
	Code   string `db:"code"`
	Place  int    `db:"place"`
	Active bool   `db:"active"`
}

// codes are what a behaviour's code may look like.
var codes = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

const maxCode = 60

// Checked gives the behaviour with clean texts, and a code made of its name where it has none; or what is
// wrong with it.
func (b BehaviourRule) Checked(languages []string) (BehaviourRule, error) {
	var faults []domain.FieldError
	add := func(field, message string) {
		faults = append(faults, domain.FieldError{Location: "body." + field, Message: message})
	}
	b.Name, b.Description, b.Guidance = strings.TrimSpace(b.Name), strings.TrimSpace(b.Description), strings.TrimSpace(b.Guidance)
	checkText(b.Name, "name", 1, 200, add)
	checkText(b.Description, "description", 0, 1000, add)
	checkText(b.Guidance, "guidance", 0, 5000, add)
	if b.Code == "" {
		b.Code = codeOf(b.Name, b.ID)
	}
	if len(b.Code) > maxCode || !codes.MatchString(b.Code) {
		add("code", "is not of small letters a to z, digits and hyphens, up to 60")
	}
	if len(faults) > 0 {
		return b, domain.Invalid("invalid_input", "The behaviour is not right.", faults...)
	}
	var err error
	b.Translations, err = b.Translations.Checked(languages)
	return b, err
}

// codeOf makes a code of a name in Latin letters; of another script there is none to be made, so that
// the end of the id stands for it.
func codeOf(name string, id domain.BehaviourID) string {
	var code strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			code.WriteRune(r)
		case code.Len() > 0 && !strings.HasSuffix(code.String(), "-"):
			code.WriteByte('-')
		}
	}
	made := strings.Trim(code.String(), "-")
	if len(made) > maxCode {
		made = strings.Trim(made[:maxCode], "-")
	}
	if made == "" {
		text := id.String()
		made = "behaviour-" + text[len(text)-8:]
	}
	return made
}

// Retire says whether a behaviour may stop being offered: others is how many other ones are.
func Retire(others int) error {
	if others == 0 {
		return domain.Conflict("last_behaviour", "This is the last behaviour. A nomination names one at least: add another first.")
	}
	return nil
}
