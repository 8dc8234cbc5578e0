package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/md5"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// fetch returns no bytes when the server says that nothing has changed.
func fetch(address, etag string) ([]byte, int, error) {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, 0, err
	}
	if etag != "" {
		request.Header.Set("If-None-Match", etag)
	}
	client := http.Client{Timeout: time.Minute}
	answer, err := client.Do(request)
	if err != nil {
		return nil, 0, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return body, answer.StatusCode, err
}

// update replaces this very program when the server has another one. The running process goes on
// as it is.
func update(s settings) error {
	self, err := os.Executable()
	if err != nil {
		return failf("cannot find itself: %v", err)
	}
	folder := filepath.Dir(self)
	probe, err := os.CreateTemp(folder, "instgo-update-")
	if err != nil {
		return failf("its own directory must be writable, for updates: %v", err)
	}
	defer os.Remove(probe.Name())
	defer probe.Close()
	own, err := os.ReadFile(self)
	if err != nil {
		return failf("cannot read itself: %v", err)
	}
	// The server's ETag is the MD5 of the object.
	etag := fmt.Sprintf("\"%X\"", md5.Sum(own))
	address := s.address("/instgo/instgo-" + runtime.GOOS + "-" + runtime.GOARCH)
	other, status, err := fetch(address, etag)
	if err != nil || status != http.StatusOK || bytes.Equal(own, other) {
		return nil // an update that cannot be had stops nobody
	}
	if _, err = probe.Write(other); err == nil {
		err = probe.Chmod(0o755)
	}
	if err = errors.Join(err, probe.Close()); err == nil {
		err = os.Rename(probe.Name(), self)
	}
	if err != nil {
		return failf("cannot replace itself: %v", err)
	}
	say("replaced itself by another version from %s", address)
	return nil
}

// downloadAgent unpacks the agent's sources below the state folder and returns where they are.
func downloadAgent(s settings) (string, error) {
	path := "/instgo-agent/"
	if s.AgentVersion != "" {
		path += s.AgentVersion + "/"
	}
	address := s.address(path + "agent.tar.gz")
	archive, status, err := fetch(address, "")
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("status %d", status)
	}
	if err != nil {
		return "", failf("cannot download the agent from %s: %v", address, err)
	}
	folder := filepath.Join(stateFolder, "agent")
	if err = os.RemoveAll(folder); err == nil {
		err = unpack(archive, folder)
	}
	if err != nil {
		return "", failf("cannot unpack the agent from %s: %v", address, err)
	}
	say("agent downloaded from %s", address)
	return folder, nil
}

func unpack(archive []byte, folder string) error {
	plain, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	files := tar.NewReader(plain)
	for {
		header, err := files.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		// One flat package.
		if header.Typeflag != tar.TypeReg || strings.ContainsAny(header.Name, `/\`) {
			return fmt.Errorf("unexpected entry %q", header.Name)
		}
		content, err := io.ReadAll(files)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, header.Name), content, 0o644); err != nil {
			return err
		}
	}
}
