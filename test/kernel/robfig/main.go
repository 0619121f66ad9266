// What Kubernetes and KEDA make of schedules and time zones. Reads questions from stdin as JSON, writes answers to stdout.
package main

import (
	"archive/zip"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"
	_ "time/tzdata"

	"github.com/robfig/cron/v3"
)

type question struct {
	Schedules []string `json:"schedules"`
	// Schedules whose next runs are asked for, each from its own moment (seconds since 1970).
	Runs []struct {
		Schedule string `json:"schedule"`
		After    int64  `json:"after"`
		Count    int    `json:"count"`
	} `json:"runs"`
	Zones []string `json:"zones"`
}

type answer struct {
	Kubernetes []bool    `json:"kubernetes"`
	Keda       []bool    `json:"keda"`
	Runs       [][]int64 `json:"runs"`
	Zones      []bool    `json:"zones"`
	// Every name of the database that comes with Go.
	Names []string `json:"names"`
}

// https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/batch/validation/validation.go (validateScheduleFormat)
func kubernetes(schedule string) bool {
	_, err := cron.ParseStandard(schedule)
	return err == nil && !strings.Contains(schedule, "TZ")
}

// https://github.com/kedacore/keda/blob/v2.20.0/pkg/scalers/cron_scaler.go (Validate)
func keda(schedule string) bool {
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	_, err := parser.Parse(schedule)
	return err == nil
}

var zoneCharacters = regexp.MustCompile(`^[A-Za-z\.\-_0-9+]{1,14}$`)

// https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/batch/validation/validation.go (validateTimeZone)
func zone(name string) bool {
	if name == "" || strings.EqualFold(name, "Local") {
		return false
	}
	for _, part := range strings.Split(name, "/") {
		if !zoneCharacters.MatchString(part) {
			return false
		}
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

// The library panics at some texts, which an API server answers with an error.
func safely(parse func(string) bool, text string) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return parse(text)
}

func runs(schedule string, after int64, count int) []int64 {
	parsed, err := cron.ParseStandard(schedule)
	found := []int64{}
	if err != nil {
		return found
	}
	at := time.Unix(after, 0).UTC()
	for len(found) < count {
		if at = parsed.Next(at); at.IsZero() {
			break
		}
		found = append(found, at.Unix())
	}
	return found
}

func names() []string {
	archive, err := zip.OpenReader(filepath.Join(runtime.GOROOT(), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		return nil
	}
	defer archive.Close()
	found := []string{}
	for _, file := range archive.File {
		found = append(found, file.Name)
	}
	return found
}

func main() {
	// a zone named `Local` would be that of this machine
	time.Local = time.UTC
	os.Setenv("ZONEINFO", filepath.Join(runtime.GOROOT(), "lib", "time", "zoneinfo.zip"))
	var asked question
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	told := answer{Kubernetes: []bool{}, Keda: []bool{}, Runs: [][]int64{}, Zones: []bool{}, Names: names()}
	for _, schedule := range asked.Schedules {
		told.Kubernetes = append(told.Kubernetes, safely(kubernetes, schedule))
		told.Keda = append(told.Keda, safely(keda, schedule))
	}
	for _, run := range asked.Runs {
		told.Runs = append(told.Runs, runs(run.Schedule, run.After, run.Count))
	}
	for _, name := range asked.Zones {
		told.Zones = append(told.Zones, zone(name))
	}
	if err := json.NewEncoder(os.Stdout).Encode(told); err != nil {
		panic(err)
	}
}
