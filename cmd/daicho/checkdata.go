package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"daicho/store"
	"daicho/store/bolt"
	"daicho/store/kv"
)

// dataFile looks at the data file without touching it, and returns what it
// holds where that can be read.
func (c *checker) dataFile(ctx context.Context) []store.Census {
	path := c.cfg.Data
	if path == "" || !c.dataFolder(filepath.Dir(path)) {
		return nil
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.say("data", path+" is not there yet; \"daicho serve\" creates it", path+" はまだありません。daicho serve を起動すると作られます。")
		return nil
	case err != nil:
		c.add("data", wrong, unreadable(path, err))
		return nil
	case !c.ordinary(path, info):
		return nil
	}
	if info.Mode().Perm()&0o077 != 0 && !onWindows {
		c.add("data", wrong, &mistake{
			fmt.Sprintf("%s has mode %04o: others on this machine can read people's answers", path, info.Mode().Perm()), "chmod 600 " + path,
			path + " は、この機器のほかの利用者も読み書きできます。中には、皆さんの答えが入っています。", "chmod 600 " + path + " を実行してください。",
		})
	}
	c.socketPlace(path)
	return c.contents(ctx, path)
}

func (c *checker) dataFolder(folder string) bool {
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.add("data", wrong, &mistake{"the folder " + folder + " is not there", "mkdir -p -m 700 " + folder + ", or correct the path",
			"フォルダー " + folder + " がありません。", "フォルダーを作るか、data の場所を直してください。"})
	case err != nil:
		c.add("data", wrong, unreadable(folder, err))
	case !info.IsDir():
		c.add("data", wrong, &mistake{folder + " is not a folder", "Correct the path of the data file",
			folder + " はフォルダーではありません。", "data の場所を直してください。"})
	case !mayMake(folder):
		c.add("data", wrong, &mistake{"this account may not write into the folder " + folder, "Give it the right, or choose another folder",
			"このアカウントは、フォルダー " + folder + " に書き込めません。", "書き込めるようにするか、別のフォルダーを指定してください。"})
	default:
		return true
	}
	return false
}

func (c *checker) ordinary(path string, info fs.FileInfo) bool {
	switch {
	case info.IsDir():
		c.add("data", wrong, &mistake{path + " is a folder", "Name a file, such as " + filepath.Join(path, "daicho.db"),
			path + " はフォルダーです。", filepath.Join(path, "daicho.db") + " のように、ファイルの名前まで書いてください。"})
	case !info.Mode().IsRegular():
		c.add("data", wrong, &mistake{path + " is not an ordinary file", "Name another file", path + " は普通のファイルではありません。", "別のファイルを指定してください。"})
	case !mayRead(path) || !mayWrite(path):
		c.add("data", wrong, &mistake{"this account may not read and write " + path, "Run daicho as the account that owns the file, or give it the right",
			"このアカウントは " + path + " を読み書きできません。", "ファイルの持ち主のアカウントで動かすか、権限を直してください。"})
	default:
		return true
	}
	return false
}

// socketPlace looks at where the server takes commands.
func (c *checker) socketPlace(data string) {
	path := socketPath(data)
	info, err := os.Lstat(path)
	switch {
	case err == nil && info.Mode()&os.ModeSocket == 0:
		c.add("data", wrong, &mistake{path + " is in the way: it is not a socket", "Move it elsewhere",
			path + " という別のファイルがあり、起動のじゃまになります。", "ほかの場所に移してください。"})
	case len(path) > longestSocket:
		c.add("data", look, &mistake{"the data file's path is so long that link, backup, letters and audit will not work beside the server", "Use a shorter path",
			"データファイルのパスが長いため、起動中は link・backup・letters・audit が使えません。", "短いパスの場所に置いてください。"})
	}
}

// contents reads all records, unless a server is at work on them.
func (c *checker) contents(ctx context.Context, path string) []store.Census {
	engine, err := bolt.OpenToRead(path)
	switch {
	case errors.Is(err, kv.ErrLocked):
		c.inUse(ctx, path)
		return nil
	case errors.Is(err, bolt.ErrEmpty):
		c.say("data", path+" is still empty; \"daicho serve\" sets it up", path+" はまだ空です。daicho serve を起動すると使えるようになります。")
		return nil
	}
	var all []store.Census
	if err == nil {
		if err = engine.Verify(ctx); err == nil {
			all, _, err = store.Take(ctx, engine)
		}
		err = errors.Join(err, engine.Close())
	}
	if err != nil {
		c.add("data", wrong, dataMistake(path, err))
		return nil
	}
	for _, one := range all {
		company := fmt.Sprintf("%s %s", one.Company.ID, one.Company.Name)
		c.say("data", fmt.Sprintf("%s: every record can be read. %s: people %d, services %d, rounds %d, records %d", path, company, one.People, one.Services, one.Rounds, one.Records),
			fmt.Sprintf("%s のすべての記録を読めました。%s：%d人、サービス%d件、診断%d回、記録%d件", path, company, one.People, one.Services, one.Rounds, one.Records))
		if one.Unknown > 0 {
			c.add("data", look, &mistake{fmt.Sprintf("%s: %d of %s's records are of a kind that this daicho does not know, and are passed over", path, one.Unknown, one.Company.ID),
				"Start the newer daicho that wrote them",
				fmt.Sprintf("%s の %s には、この daicho の知らない種類の記録が%d件あり、読み飛ばします。", path, one.Company.ID, one.Unknown),
				"記録を書いた新しい daicho を使ってください。"})
		}
		c.ahead(one.Latest)
	}
	if len(all) == 0 {
		c.say("data", path+" holds no company yet", path+" には、まだ会社がありません。起動すると作られます。")
	}
	return all
}

// inUse says who has the file: a server that answers is as it should be.
func (c *checker) inUse(ctx context.Context, path string) {
	d, err := askServer(ctx, path)
	if err == nil {
		c.held = true
		_ = d.Close()
		c.say("data", path+" is in use by a running daicho, which is fine; its records were not read",
			path+" は動いている daicho が使っています。問題ありません（記録の中身は調べていません）。")
		return
	}
	c.add("data", wrong, &mistake{path + " is in use by another program, and no daicho answers beside it", "Stop the program that has it open: a backup or another daicho",
		path + " をほかのプログラムが使っていて、動いている daicho の返事もありません。", "バックアップや別の daicho など、このファイルを開いているものを止めてください。"})
}

// dataMistake says what an error of reading the file means.
func dataMistake(path string, err error) *mistake {
	var newer *store.NewerError
	switch {
	case errors.As(err, &newer):
		return &mistake{fmt.Sprintf("%s has version %d, this daicho knows versions up to %d", path, newer.Has, newer.Knows),
			"Start the newer daicho that wrote it, or restore a backup that this one made",
			fmt.Sprintf("%s の版は %d ですが、この daicho が読めるのは %d までです。", path, newer.Has, newer.Knows),
			"このファイルを書いた新しい daicho を使うか、この daicho で取った控えに戻してください。"}
	case errors.Is(err, kv.ErrForeign):
		return &mistake{path + " was not written by daicho", "Name another file with --data",
			path + " は daicho のデータではありません。", "--data か設定の data で、別のファイルを指定してください。"}
	case errors.Is(err, kv.ErrDamaged):
		return &mistake{path + " is damaged: " + shortened(err),
			"Keep the file as it is, and start from the latest copy that \"daicho backup\" wrote",
			path + " の一部が欠けているか、壊れています。", "このファイルはそのまま残し、daicho backup で作った最新の控えを使ってください。"}
	}
	return unreadable(path, err)
}

// shortened is an error on one line of bounded length.
func shortened(err error) string {
	if r := []rune(oneLine(err.Error())); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return oneLine(err.Error())
}
