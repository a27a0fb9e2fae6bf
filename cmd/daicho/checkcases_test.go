package main

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"time"

	"daicho/bot/guidance"
	"daicho/store"
	"daicho/store/bolt"
	"daicho/store/kv"
)

type checkCase struct {
	name  string
	set   func(s *site)
	item  string
	state state
	want  string
}

func unchanged(_, text string) string { return text }

// renamed makes a copy an edition of its own.
func renamed(_, text string) string { return strings.Replace(text, "cloud-3.1", "cloud-9", 1) }

func answered() []guidance.Answer {
	return []guidance.Answer{{Item: "c01", Label: "3", By: "p1", At: time.Now(), Rev: 1}}
}

var checkCases = []checkCase{
	// The configuration file.
	{"no file", func(s *site) {}, "configuration", fine, "the defaults hold"},
	{"a good file", func(s *site) { s.config("data = \"$/d.db\"\nweb.listen = \"127.0.0.1:0\"\n") }, "configuration", fine, "was read"},
	{"with a mark of its bytes' order", func(s *site) { s.config("\uFEFFdata = \"$/d.db\"\nweb.listen = \"127.0.0.1:0\"\n") }, "configuration", fine, "was read"},
	{"no such file", func(s *site) { s.args = []string{"--config", s.at("none.toml")} }, "configuration", wrong, "is not there"},
	{"named in the environment", func(s *site) { s.env["DAICHO_CONFIG"] = s.at("none.toml") }, "configuration", wrong, "is not there"},
	{"a folder", func(s *site) { s.args = []string{"--config", s.dir} }, "configuration", wrong, "is a folder"},
	{"others may change it", func(s *site) {
		s.config("data = \"$/d.db\"\nweb.listen = \"127.0.0.1:0\"\n")
		_ = os.Chmod(s.at("c.toml"), 0o666)
	}, "configuration", look, "chmod go-w"},
	{"not TOML", func(s *site) { s.config("data = \"$/d.db\"\n[web]]\n") }, "configuration", wrong, "c.toml:2:"},
	{"no quotation marks", func(s *site) { s.config("[company]\nname = 光陽精機\n") }, "configuration", wrong, "quotation marks"},
	{"not UTF-8", func(s *site) { s.config("[company]\nname = \"\x8c\xf5\x97z\"\n") }, "configuration", wrong, "c.toml:2: the text is not UTF-8"},
	{"wrong type", func(s *site) { s.config("[web]\nallow_remote = \"yes\"\n") }, "configuration", wrong, "allow_remote"},
	{"twice", func(s *site) { s.config("data = \"a\"\ndata = \"b\"\n") }, "configuration", wrong, "c.toml:2"},
	{"unknown key", func(s *site) { s.config("[web]\nlisen = \"a\"\n") }, "configuration", wrong, "Perhaps web.listen is meant"},
	{"unknown key, unlike any", func(s *site) { s.config("[fax]\nnumber = \"a\"\n") }, "configuration", wrong, "there is no setting \"fax.number\""},
	{"unknown key of no table", func(s *site) { s.config("date = \"d.db\"\n") }, "configuration", wrong, "Perhaps data is meant"},

	// The environment.
	{"a misspelt variable", func(s *site) { s.env["DAICHO_WEB_LISEN"] = "a" }, "environment", wrong, "Perhaps DAICHO_WEB_LISTEN is meant"},
	{"a variable in small letters", func(s *site) { s.env["daicho_data"] = "a" }, "environment", wrong, "DAICHO_DATA"},
	{"an unknown variable", func(s *site) { s.env["DAICHO_QUUX_FROBNICATE"] = "a" }, "environment", wrong, "read by nothing"},
	{"a variable that is no boolean", func(s *site) { s.env["DAICHO_WEB_TRUST_PROXY"] = "ja" }, "environment", wrong, "neither true nor false"},
	{"a variable over the file", func(s *site) {
		s.config("data = \"$/d.db\"\nweb.listen = \"127.0.0.1:0\"\nlog.level = \"warn\"\n")
		s.env["DAICHO_LOG_LEVEL"] = "debug"
	}, "environment", look, "overrules log.level"},
	{"variables", func(s *site) { s.env["DAICHO_LOG_LEVEL"] = "debug" }, "environment", fine, "1 DAICHO_"},

	// What the settings say.
	{"zone of a city", func(s *site) { s.env["DAICHO_COMPANY_ZONE"] = "tokyo" }, "company", wrong, "Perhaps Asia/Tokyo is meant"},
	{"zone in Japanese", func(s *site) { s.env["DAICHO_COMPANY_ZONE"] = "東京" }, "company", wrong, "Asia/Tokyo"},
	{"zone of nowhere", func(s *site) { s.env["DAICHO_COMPANY_ZONE"] = "Mars/Base" }, "company", wrong, "Asia/Tokyo"},
	{"level", func(s *site) { s.env["DAICHO_LOG_LEVEL"] = "loud" }, "log", wrong, "must be one of debug, info, warn, error"},
	{"format", func(s *site) { s.env["DAICHO_LOG_FORMAT"] = "xml" }, "log", wrong, "must be one of text, json"},
	{"no data file named", func(s *site) { s.config("data = \"\"\nweb.listen = \"127.0.0.1:0\"\n") }, "data", wrong, "data is empty"},

	// The machine.
	{"a clock never set", func(s *site) { s.now = time.Unix(86400, 0) }, "clock", wrong, "clock says 1970"},
	{"a clock behind the data", func(s *site) {
		s.data(func(tx *store.Tx) error { return tx.Audit(store.Entry{At: s.now.Add(48 * time.Hour), Did: "x"}) })
	}, "clock", wrong, "still to come"},
	{"no room", func(s *site) { s.free = 5 << 20 }, "disk", wrong, "only 5 MiB"},
	{"little room", func(s *site) { s.free = 50 << 20 }, "disk", look, "50 MiB are free"},
	{"room", func(s *site) {}, "disk", fine, "MiB are free"},
}

func init() {
	checkCases = append(checkCases, checkDataCases...)
	checkCases = append(checkCases, checkWebCases...)
}

var checkDataCases = []checkCase{
	{"no data file yet", func(s *site) {}, "data", fine, "is not there yet"},
	{"folder missing", func(s *site) { s.args[1] = s.at("no/d.db") }, "data", wrong, "mkdir -p"},
	{"folder is a file", func(s *site) { s.args[1] = s.write("f", "", 0o600) + "/d.db" }, "data", wrong, "f"},
	{"folder not writable", func(s *site) {
		if os.Geteuid() == 0 {
			s.t.Skip("the superuser may write anywhere: run by TestCheckWithoutRights")
		}
		s.write("ro/x", "", 0o600)
		_ = os.Chmod(s.at("ro"), 0o500)
		s.t.Cleanup(func() { _ = os.Chmod(s.at("ro"), 0o700) })
		s.args[1] = s.at("ro/d.db")
	}, "data", wrong, "may not write into the folder"},
	{"data is a folder", func(s *site) { s.args[1] = s.dir }, "data", wrong, "is a folder"},
	{"no ordinary file", func(s *site) { s.args[1] = os.DevNull }, "data", wrong, "not an ordinary file"},
	{"not readable", func(s *site) {
		if os.Geteuid() == 0 {
			s.t.Skip("the superuser may read everything: run by TestCheckWithoutRights")
		}
		s.write("d.db", "x", 0o000)
	}, "data", wrong, "may not read and write"},
	{"open to others", func(s *site) { s.data(nil); _ = os.Chmod(s.at("d.db"), 0o644) }, "data", wrong, "chmod 600"},
	{"an empty file", func(s *site) { s.write("d.db", "", 0o600) }, "data", fine, "still empty"},
	{"of another program", func(s *site) { s.write("d.db", strings.Repeat("hello ", 4000), 0o600) }, "data", wrong, "not written by daicho"},
	{"of a newer daicho", func(s *site) {
		s.data(nil)
		engine, err := bolt.Open(s.at("d.db"), bolt.Options{})
		if err != nil {
			s.t.Fatal(err)
		}
		err = engine.Update(context.Background(), func(tx kv.Tx) error {
			return tx.Put([]byte("/schema"), bytes.Replace(tx.Get([]byte("/schema")), []byte{0x01, 0x01}, []byte{0x01, 0x17}, 1))
		})
		if err := errors.Join(err, engine.Close()); err != nil {
			s.t.Fatal(err)
		}
	}, "data", wrong, "has version 23"},
	{"cut off", func(s *site) { s.data(nil); _ = os.Truncate(s.at("d.db"), 20000) }, "data", wrong, "is damaged"},
	{"a spoilt record", func(s *site) {
		s.data(nil)
		engine, err := bolt.Open(s.at("d.db"), bolt.Options{})
		if err != nil {
			s.t.Fatal(err)
		}
		err = engine.Update(context.Background(), func(tx kv.Tx) error { return tx.Put([]byte("c1/p/02p1/"), []byte{0xff}) })
		if err := errors.Join(err, engine.Close()); err != nil {
			s.t.Fatal(err)
		}
	}, "data", wrong, "is damaged"},
	{"whole", func(s *site) { s.data(nil) }, "data", fine, "every record can be read"},
	{"held by another program", func(s *site) {
		engine, err := bolt.Open(s.at("d.db"), bolt.Options{})
		if err != nil {
			s.t.Fatal(err)
		}
		s.t.Cleanup(func() { _ = engine.Close() })
	}, "data", wrong, "in use by another program"},
	{"something in the socket's place", func(s *site) { s.data(nil); s.write("d.db.sock", "", 0o600) }, "data", wrong, "in the way"},
	{"a long path", func(s *site) {
		long := strings.Repeat("a", 110) + ".db"
		s.write(long, "", 0o600)
		s.args[1] = s.at(long)
	}, "data", look, "Use a shorter path"},
}

// taken is an address that somebody else listens on.
func taken(s *site) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}

var checkWebCases = []checkCase{
	{"free", func(s *site) {}, "web", fine, "is free"},
	{"no port", func(s *site) { s.args[3] = "127.0.0.1" }, "web", wrong, "must be host:port"},
	{"no such port", func(s *site) { s.args[3] = "127.0.0.1:123456" }, "web", wrong, "cannot listen"},
	{"in use", func(s *site) { s.args[3] = taken(s) }, "web", wrong, "in use by another program"},
	{"no address of this machine", func(s *site) {
		s.args[3] = "192.0.2.1:8080"
		s.env["DAICHO_WEB_ALLOW_REMOTE"], s.env["DAICHO_WEB_BASE_URL"], s.env["DAICHO_WEB_TRUST_PROXY"] = "true", "https://a.example", "true"
	}, "web", wrong, "no address of this machine"},
	{"open to all", func(s *site) { s.args[3] = "0.0.0.0:8080" }, "web", wrong, "allow_remote = true"},
	{"open to all, in the clear", func(s *site) {
		s.args[3] = "0.0.0.0:8080"
		s.env["DAICHO_WEB_ALLOW_REMOTE"], s.env["DAICHO_WEB_BASE_URL"] = "true", "http://a.example"
	}, "web", wrong, "https://"},
	{"base with a path", func(s *site) { s.env["DAICHO_WEB_BASE_URL"] = "https://a.example/daicho" }, "web", wrong, "no path"},
	{"base without a scheme", func(s *site) { s.env["DAICHO_WEB_BASE_URL"] = "a.example" }, "web", wrong, "https://daicho.example.jp"},
	{"base in the clear", func(s *site) { s.env["DAICHO_WEB_BASE_URL"] = "http://a.example" }, "web", wrong, "not encrypted"},
	{"base of another port", func(s *site) { s.env["DAICHO_WEB_BASE_URL"] = "http://localhost:9999" }, "web", wrong, "does not lead to"},
	{"base of this machine by https", func(s *site) { s.env["DAICHO_WEB_BASE_URL"] = "https://localhost" }, "web", look, "this machine alone"},
	{"a proxy that is not trusted", func(s *site) { s.env["DAICHO_WEB_BASE_URL"] = "https://a.example" }, "web", look, "trust_proxy = true"},
	{"trust in no proxy", func(s *site) { s.env["DAICHO_WEB_TRUST_PROXY"] = "true" }, "web", look, "trust_proxy is set"},

	{"built in", func(s *site) {}, "instruments", fine, "ipa-5min-3.1"},
	{"no instruments folder", func(s *site) { s.env["DAICHO_INSTRUMENTS_FOLDER"] = s.at("none") }, "instruments", wrong, "is not there"},
	{"a file", func(s *site) { s.env["DAICHO_INSTRUMENTS_FOLDER"] = s.write("f", "", 0o600) }, "instruments", wrong, "not a folder"},
	{"an empty folder", func(s *site) { s.env["DAICHO_INSTRUMENTS_FOLDER"] = s.dir }, "instruments", wrong, "holds no edition"},
	{"an added edition", func(s *site) { s.edition("cloud-9", "cloud-3.1", renamed) }, "instruments", fine, "adds the edition cloud-9"},
	{"a replaced edition", func(s *site) { s.edition("cloud-3.1", "cloud-3.1", unchanged) }, "instruments", look, "replaces the wording"},
	{"a table with a mistake", func(s *site) {
		s.edition("cloud-9", "cloud-3.1", func(file, text string) string {
			if file == "items.csv" {
				return strings.Replace(text, "\nc02,2,", "\nc02,two,", 1)
			}
			return renamed(file, text)
		})
	}, "instruments", wrong, "cloud-9/items.csv:3: no is \"two\""},
	{"a missing table", func(s *site) {
		s.edition("cloud-9", "cloud-3.1", renamed)
		_ = os.Remove(s.at("editions/cloud-9/labels.csv"))
	}, "instruments", wrong, "cloud-9/labels.csv: the file is missing"},
	{"other points under the old name", func(s *site) {
		s.edition("cloud-3.1", "cloud-3.1", func(_, text string) string { return strings.ReplaceAll(text, "c15", "c16") })
	}, "instruments", wrong, "cloud-3.1"},
	{"a round of an edition that is gone", func(s *site) {
		s.data(func(tx *store.Tx) error { return tx.PutRound(guidance.Round{No: 2, Edition: "ipa-9"}) })
	}, "instruments", wrong, "\"ipa-9\" is not loaded, and in c1 光陽精機 these are of it: round 2"},
	{"answers of an edition that is gone", func(s *site) {
		s.data(func(tx *store.Tx) error {
			return errors.Join(tx.PutService(guidance.Service{No: 3, Name: "A", Rev: 1}),
				tx.PutChecklistSheet(3, guidance.Sheet{Edition: "cloud-9", Rev: 1, Answers: answered()}),
				tx.AddChecklistSet(3, guidance.Set{Edition: "cloud-8", Answers: answered()}))
		})
	}, "instruments", wrong, "earlier answers of S0003"},
}
