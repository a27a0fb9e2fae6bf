// Command daicho is the bot as a program: it reads the configuration, opens
// the data file, puts the parts together and runs them. It is the only place
// that knows every part, and holds no rule of its own.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // one binary that knows Asia/Tokyo wherever it runs
)

// Exit codes.
const (
	exitDone  = 0
	exitFail  = 1 // it did not work; the sentence says why
	exitUsage = 2 // it was asked for in a way it does not understand
)

// program is one run: where it writes, what surrounds it, and its clock.
type program struct {
	out, err io.Writer
	env      func(string) string
	environ  func() []string // all of the environment, NAME=VALUE
	now      func() time.Time
}

// command is one word after daicho.
type command struct {
	name  string
	takes string // words that stand beside its flags, for the usage; mostly none
	about string
	// run declares its flags, parses the arguments with parse, and works.
	run func(ctx context.Context, p *program, f *flag.FlagSet, args []string) error
}

var commands = []command{
	{"demo", "", "Open a living example company in the browser.", demo},
	{"serve", "", "Run the bot on a data file.", serve},
	{"check", "", "Find every mistake in configuration, instruments and data file; change nothing.", check},
	{"manifest", "PLATFORM", "Print what the platform wants to be told to make the app: slack or discord.", manifest},
	{"link", "", "Print a new personal link for somebody, who is registered if need be.", link},
	{"export", "", "Write the ledger as an Excel workbook, also while a server runs.", export},
	{"report", "", "Write the report of a visit, the plan of measures, the operation plan or the summary of the diagnosis as a workbook.", report},
	{"guideline", "", "Write a new draft of the company's guideline as a Word document, also while a server runs.", guidelineDraft},
	{"import", "FILE.xlsx…", "Take workbooks that were filled in into the ledger, or print what they would change.", importBook},
	{"backup", "", "Write a consistent copy of the data file, also while a server runs.", backup},
	{"letters", "", "List the messages that wait or have failed; try a failed one again.", letters},
	{"remind", "", "Print what would be sent to whom at a moment, and why or why not: --dry-run.", remind},
	{"audit", "", "Print the log of exports, roles, links and erasures.", auditLog},
	{"bench", "", "Measure how many answers a second this machine keeps.", bench},
	{"version", "", "Print the version.", version},
}

// gcPercent lets the heap grow to five times what is in use before it is
// swept. Little is in use, a few tens of megabytes at most, and sweeping it
// less often gives the writer a quarter more turns a second.
const gcPercent = 400

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	p := &program{out: os.Stdout, err: os.Stderr, env: os.Getenv, environ: os.Environ, now: time.Now}
	os.Exit(p.main(ctx, os.Args[1:]))
}

// main runs the command that args name and returns the exit code.
func (p *program) main(ctx context.Context, args []string) int {
	if len(args) == 0 {
		p.usage(p.err)
		return exitUsage
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		return p.help(ctx, args[1:])
	case "-version", "--version":
		args = []string{"version"}
	}
	for _, c := range commands {
		if c.name == args[0] {
			return p.one(ctx, c, args[1:])
		}
	}
	fmt.Fprintf(p.err, "daicho: there is no command %q\n\n", args[0])
	p.usage(p.err)
	return exitUsage
}

func (p *program) help(ctx context.Context, args []string) int {
	if len(args) > 0 {
		return p.main(ctx, []string{args[0], "--help"})
	}
	p.usage(p.out)
	return exitDone
}

func (p *program) usage(w io.Writer) {
	fmt.Fprint(w, "daicho helps a company use cloud services safely.\n\nUsage: daicho COMMAND [flags]\n\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  %-9s %s\n", c.name, c.about)
	}
	fmt.Fprint(w, "\n\"daicho COMMAND --help\" shows the flags of a command.\n")
}

// one runs one command and says what went wrong, if anything.
func (p *program) one(ctx context.Context, c command, args []string) int {
	f := flag.NewFlagSet(c.name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	err := c.run(ctx, p, f, args)
	var usage *usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, flag.ErrHelp):
		usageOf(p.out, c, f)
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintf(p.err, "daicho %s: %v\n\n", c.name, err)
		usageOf(p.err, c, f)
		return exitUsage
	}
	fmt.Fprintf(p.err, "daicho %s: %s\n", c.name, explain(err))
	return exitFail
}

func usageOf(w io.Writer, c command, f *flag.FlagSet) {
	fmt.Fprintf(w, "%s\n\nUsage: daicho %s [flags]\n", c.about, strings.TrimSpace(c.name+" "+c.takes))
	f.VisitAll(func(one *flag.Flag) {
		kind, text := flag.UnquoteUsage(one)
		fmt.Fprintf(w, "  %-22s %s\n", strings.TrimSpace("--"+one.Name+" "+kind), text)
	})
}

// usageError is an error in how a command was called.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func misused(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// parse reads the flags; whatever is left over is a mistake.
func parse(f *flag.FlagSet, args []string) error {
	words, err := parseWords(f, args)
	if err == nil && len(words) > 0 {
		return misused("%q is not understood: all arguments are flags, such as --data FILE", words[0])
	}
	return err
}

// parseWords reads the flags, which may stand before and behind the words that
// it returns.
func parseWords(f *flag.FlagSet, args []string) (words []string, err error) {
	for {
		err := f.Parse(args)
		switch {
		case errors.Is(err, flag.ErrHelp):
			return nil, err
		case err != nil:
			return nil, misused("%s", strings.Replace(err.Error(), "flag provided but not defined: -", "there is no flag --", 1))
		case f.NArg() == 0:
			return words, nil
		}
		words, args = append(words, f.Arg(0)), f.Args()[1:]
	}
}

// given reports whether the flag was set on the command line.
func given(f *flag.FlagSet, name string) bool {
	found := false
	f.Visit(func(one *flag.Flag) { found = found || one.Name == name })
	return found
}
