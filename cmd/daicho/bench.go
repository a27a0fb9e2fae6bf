package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
)

// benchName is the company that bench works in: no real data is touched.
const benchName = "daicho bench"

// figures are what bench measures. Times are in milliseconds.
type figures struct {
	People           int     `json:"people"`
	Seconds          float64 `json:"seconds"`
	AnswersPerS      float64 `json:"answers_per_s"`
	P50              float64 `json:"p50_ms"`
	P99              float64 `json:"p99_ms"`
	Max              float64 `json:"max_ms"`
	CommitsPerAnswer float64 `json:"commits_per_answer"`
	BytesPerAnswer   float64 `json:"bytes_per_answer"`
	BareCommitPerS   float64 `json:"bare_commit_per_s"`
	BareP50          float64 `json:"bare_commit_p50_ms"`
	BareP99          float64 `json:"bare_commit_p99_ms"`
}

// benching is what is to be measured.
type benching struct {
	people             int
	seconds            float64
	thinkMin, thinkMax time.Duration
}

func bench(ctx context.Context, p *program, f *flag.FlagSet, args []string) error {
	c := commonFlags(f)
	var b benching
	f.IntVar(&b.people, "people", 1000, "how `MANY` people answer at once")
	f.Float64Var(&b.seconds, "seconds", 10, "for how many `SECONDS`")
	least := f.Int("think-min", 0, "the shortest pause between two answers of a person, in `MS`")
	most := f.Int("think-max", 0, "the longest pause, in `MS`")
	asJSON := f.Bool("json", false, "print the figures as JSON")
	profile := f.String("cpuprofile", "", "write a CPU profile of the measured time to this `FILE`")
	if err := parse(f, args); err != nil {
		return err
	}
	b.thinkMin, b.thinkMax = time.Duration(*least)*time.Millisecond, time.Duration(*most)*time.Millisecond
	if err := b.check(); err != nil {
		return err
	}
	cfg, err := c.load(p.env)
	if err != nil {
		return err
	}
	got, err := p.measure(ctx, cfg, c.data, b, *profile)
	if err != nil {
		return err
	}
	return got.print(p.out, *asJSON)
}

func (b benching) check() error {
	switch {
	case b.people < 1 || b.people > 100_000:
		return misused("--people must be between 1 and 100000")
	case b.seconds < 0.1 || b.seconds > 3600:
		return misused("--seconds must be between 0.1 and 3600")
	case b.thinkMin < 0 || b.thinkMax < b.thinkMin:
		return misused("--think-min must not be negative, nor --think-max smaller")
	}
	return nil
}

// measure runs in a temporary folder, or beside the file that was named.
func (p *program) measure(ctx context.Context, cfg config, data string, b benching, profile string) (figures, error) {
	parent := "" // of temporary files
	if data != "" {
		parent = filepath.Dir(data) // the bare commits go to the same disk
	}
	folder, err := os.MkdirTemp(parent, "daicho-bench-")
	if err != nil {
		return figures{}, err
	}
	if cfg.Data = data; data == "" {
		cfg.Data = filepath.Join(folder, "daicho.db")
	}
	got, err := p.measureIn(ctx, cfg, folder, b, profile)
	return got, errors.Join(err, os.RemoveAll(folder))
}

// measureIn measures bare commits before and after the answers, so that a
// disk that is slow for a while is slow for both.
func (p *program) measureIn(ctx context.Context, cfg config, folder string, b benching, profile string) (figures, error) {
	h, err := openHouse(ctx, cfg, p.now, slog.New(slog.DiscardHandler))
	if err != nil {
		return figures{}, err
	}
	defer h.Close()
	people, err := h.benchPeople(ctx, b.people)
	if err != nil {
		return figures{}, err
	}
	bare := &bareCommits{path: filepath.Join(folder, "bare.db")}
	each := time.Duration(min(max(b.seconds/4, 0.1), 3) * float64(time.Second))
	if err := bare.run(each); err != nil {
		return figures{}, err
	}
	stop, err := startProfile(profile)
	if err != nil {
		return figures{}, err
	}
	got, err := h.answer(ctx, people, b)
	if err = errors.Join(err, stop(), bare.run(each)); err != nil {
		return figures{}, err
	}
	got.BareCommitPerS, got.BareP50, got.BareP99 = bare.rate(), percentile(bare.took, 50), percentile(bare.took, 99)
	return got, nil
}

func startProfile(path string) (stop func() error, err error) {
	if path == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}

// benchPeople registers the people who will answer.
func (h *house) benchPeople(ctx context.Context, n int) ([]bot.Account, error) {
	all, err := h.store.Companies(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		c, err := h.createCompany(ctx, benchName)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	if len(all) != 1 || all[0].Name != benchName {
		return nil, both("this file holds a company: bench leaves it alone. Name another file with --data, or none",
			"このファイルには会社の記録があるため、手を加えていません。--data で別のファイルを指定するか、--data を付けずに実行してください。")
	}
	home := webHome(all[0])
	if err := h.openRound(ctx, home); err != nil {
		return nil, err
	}
	var accounts []bot.Account
	for len(accounts) < n {
		if accounts, err = h.benchSome(ctx, home, accounts, min(n-len(accounts), 500)); err != nil {
			return nil, err
		}
	}
	return accounts, nil
}

// benchSome registers so many more people in one turn.
func (h *house) benchSome(ctx context.Context, home string, before []bot.Account, n int) ([]bot.Account, error) {
	var accounts []bot.Account
	err := h.store.Turn(ctx, home, func(tx *store.Tx) error {
		accounts = slices.Clone(before)
		for range n {
			p, err := newPerson(tx, fmt.Sprintf("計測 %d", len(accounts)+1), h.now())
			if err != nil {
				return err
			}
			p.Role, p.NoticeRead, p.Greeted = guidance.Employee, h.now(), h.now()
			p.Accounts = []guidance.Account{{Home: home, ID: string(p.ID)}}
			if err := tx.PutPerson(p); err != nil {
				return err
			}
			accounts = append(accounts, bot.Account{Home: home, ID: string(p.ID)})
		}
		return nil
	})
	return accounts, err
}

func (f figures) print(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(f)
	}
	_, err := fmt.Fprintf(w, `%d people for %.1f s
answers        %.0f/s   p50 %.3f ms   p99 %.3f ms   max %.3f ms
bare commits   %.0f/s   p50 %.3f ms   p99 %.3f ms
an answer      %.4f commits, %.0f bytes of the file
`, f.People, f.Seconds, f.AnswersPerS, f.P50, f.P99, f.Max, f.BareCommitPerS, f.BareP50, f.BareP99, f.CommitsPerAnswer, f.BytesPerAnswer)
	return err
}

// question is what is asked again and again: the diagnosis.
func (h *house) question() *rubric.Instrument { return h.lib.Current(rubric.Diagnosis) }
