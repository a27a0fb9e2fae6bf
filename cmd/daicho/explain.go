package main

import (
	"errors"
	"os"
	"strings"

	"daicho/store"
)

// explain is an error as an operator reads it: what happened and, where there
// is something to do about it, what, in English and in Japanese.
func explain(err error) string {
	advice := store.Advice(err)
	switch {
	case advice != "":
	case errors.Is(err, os.ErrPermission):
		advice = "Check who may read and write this file or address. / ファイルやアドレスを使う権限があるか確かめてください。"
	case errors.Is(err, os.ErrNotExist):
		advice = "Check that the file or folder is there. / ファイルやフォルダーがあるか確かめてください。"
	}
	text := err.Error()
	if strings.Contains(text, advice) { // some errors say it themselves
		return text
	}
	return text + "\n    " + advice
}
