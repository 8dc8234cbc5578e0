package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// stateFolder is below the current directory.
const stateFolder = ".instgo"

// licenceKey is the variable that takes the place of "set --licenseKey" while compiling.
const licenceKey = "ARMS_LICENSE_KEY"

// Both end up in addresses.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// settings is what "set" was given, in its state file.
type settings struct {
	LicenseKey   string `json:"licenseKey,omitempty"`
	RegionID     string `json:"regionId,omitempty"`
	Dev          string `json:"dev,omitempty"`
	AgentVersion string `json:"agentVersion,omitempty"`
	GoCache      string `json:"goCache,omitempty"`
}

func stateFile() string { return filepath.Join(stateFolder, "config.json") }

func set(args []string) error {
	kept, _, err := readSettings()
	if err != nil {
		return err
	}
	fields := map[string]*string{
		"licenseKey":   &kept.LicenseKey,
		"regionId":     &kept.RegionID,
		"dev":          &kept.Dev,
		"agentVersion": &kept.AgentVersion,
		"goCache":      &kept.GoCache,
	}
	for i := 0; i < len(args); i++ {
		name, value, joined := strings.Cut(args[i], "=")
		field, known := fields[strings.TrimPrefix(name, "--")]
		if !known || !strings.HasPrefix(name, "--") {
			// Without the value: it may be a key behind a misspelt flag.
			return failf("unknown flag: %s", name)
		}
		if !joined {
			if i++; i == len(args) {
				return failf("flag needs a value: %s", name)
			}
			value = args[i]
		}
		*field = value
	}
	if err := kept.check(); err != nil {
		return err
	}
	if err := kept.write(); err != nil {
		return failf("cannot keep its settings here: %v", err)
	}
	say("settings kept in %s", stateFile())
	return nil
}

func (s settings) check() error {
	if s.RegionID != "" && !plainWord.MatchString(s.RegionID) {
		return failf("not a region: %s", s.RegionID)
	}
	if s.AgentVersion != "" && !plainWord.MatchString(s.AgentVersion) {
		return failf("not an agent version: %s", s.AgentVersion)
	}
	if s.Dev != "" && s.Dev != "true" && s.Dev != "false" {
		return failf("--dev is true or false, not %s", s.Dev)
	}
	return nil
}

func (s settings) write() error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(stateFolder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(stateFile(), append(text, '\n'), 0o600)
}

// readSettings also tells whether there were any.
func readSettings() (settings, bool, error) {
	var s settings
	text, err := os.ReadFile(stateFile())
	if os.IsNotExist(err) {
		return s, false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		return s, false, failf("cannot read its settings: %v", err)
	}
	return s, true, nil
}

// region has the vendor's first region as default.
func (s settings) region() string {
	if s.RegionID == "" {
		return "cn-hangzhou"
	}
	return s.RegionID
}

func (s settings) address(path string) string {
	return strings.ReplaceAll(base, "{region}", s.region()) + path
}
