package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
)

// secret is a secret of an entry of the configuration: what it is, or the file
// that holds it.
type secret struct {
	platform, key string
	value, file   *string
}

// secretive is an entry with secrets.
type secretive[E any] interface {
	*E
	secrets() []secret
}

// variable is the environment variable of the secret in the n-th entry, from
// 0: DAICHO_SLACK_BOT_TOKEN, DAICHO_SLACK2_BOT_TOKEN.
func (s secret) variable(n int) string {
	entry := ""
	if n > 0 {
		entry = fmt.Sprint(n + 1)
	}
	return "DAICHO_" + strings.ToUpper(s.platform) + entry + "_" + strings.ToUpper(s.key)
}

// fromEnvironment takes in the secrets of entries. The environment alone makes
// the first entry.
func fromEnvironment[E any, P secretive[E]](entries []E, env func(string) string) []E {
	with, any := entries, false
	if len(with) == 0 {
		with = make([]E, 1)
	}
	for n := range with {
		any = secretsFrom(P(&with[n]).secrets(), n, env) || any
	}
	if !any {
		return entries
	}
	return with
}

// secretsFrom takes in the secrets of the n-th entry, and reports whether there
// are any.
func secretsFrom(all []secret, n int, env func(string) string) (any bool) {
	for _, s := range all {
		if value := env(s.variable(n)); value != "" {
			*s.value, *s.file, any = value, "", true
		}
	}
	return any
}

// secretVariables are the variables that are read. There are always those of
// the first entry.
func secretVariables[E any, P secretive[E]](entries []E) (names []string) {
	for n := range max(1, len(entries)) {
		for _, s := range P(new(E)).secrets() {
			names = append(names, s.variable(n))
		}
	}
	return names
}

// filesBeside has relative names of secrets' files count from the folder of the
// configuration.
func filesBeside[E any, P secretive[E]](entries []E, path string) {
	for n := range entries {
		fileBeside(P(&entries[n]).secrets(), path)
	}
}

func fileBeside(all []secret, path string) {
	for _, s := range all {
		if *s.file != "" && !filepath.IsAbs(*s.file) {
			*s.file = filepath.Join(filepath.Dir(path), *s.file)
		}
	}
}

// entryKeys are the keys of an entry: "slack.bot_token".
func entryKeys[E any](platform string) (keys []string) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[E]()) {
		keys = append(keys, platform+"."+f.Tag.Get("toml"))
	}
	return keys
}

// openSecrets reads secrets from their files. No error names a file, because
// somebody may have written the secret itself in its place.
func openSecrets(all []secret) error {
	var wrong []error
	for _, s := range all {
		if *s.file == "" {
			*s.value = strings.TrimSpace(*s.value)
			continue
		}
		if *s.value != "" {
			wrong = append(wrong, s.twice())
			continue
		}
		text, err := os.ReadFile(*s.file)
		if *s.value = strings.TrimSpace(string(text)); err != nil || *s.value == "" {
			wrong = append(wrong, s.unread(err))
		}
	}
	return errors.Join(wrong...)
}

func (s secret) twice() error {
	return &mistake{fmt.Sprintf("%s: both %s and %s_file are set", s.platform, s.key, s.key), "Leave one of them out",
		fmt.Sprintf("%s の %s と %s_file が両方あります。", s.platform, s.key, s.key), "どちらか1つだけにしてください。"}
}

// unread says why the file of a secret is of no use; with no error it is empty.
func (s secret) unread(err error) error {
	m := &mistake{fmt.Sprintf("%s: the file of %s_file is empty", s.platform, s.key), "Put the secret into it, and nothing else",
		fmt.Sprintf("%s の %s_file のファイルが空です。", s.platform, s.key), "ファイルの中に、その値だけを書いてください。"}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		m.What, m.Mend = fmt.Sprintf("%s: the file of %s_file is not there", s.platform, s.key), "Name a file, from the folder of the configuration, and not the secret itself"
		m.WhatJa = fmt.Sprintf("%s の %s_file のファイルがありません。", s.platform, s.key)
		m.MendJa = "値そのものではなく、設定ファイルのフォルダーから見たファイルの名前を書いてください。"
	case err != nil:
		m.What, m.Mend = fmt.Sprintf("%s: the file of %s_file cannot be read", s.platform, s.key), "Let the account that runs daicho read it"
		m.WhatJa = fmt.Sprintf("%s の %s_file のファイルを読めません。", s.platform, s.key)
		m.MendJa = "daicho を動かすアカウントで読めるようにしてください。"
	}
	return m
}
