package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"daicho/adapters/web"
)

// webPage looks at where the page is served, and under which address people
// are to reach it.
func (c *checker) webPage(ctx context.Context) {
	before := c.count(wrong)
	c.err("web", c.cfg.webConfig(c.now, nil).Check())
	c.proxy()
	if c.count(wrong) == before {
		c.listening(ctx, "web", cmp.Or(c.cfg.Web.Listen, web.DefaultListen))
	}
}

// proxy looks at base_url and what stands or does not stand in front.
func (c *checker) proxy() {
	base, err := url.Parse(c.cfg.Web.BaseURL)
	if err != nil || base.Host == "" { // none, or one that was refused
		if c.cfg.Web.TrustProxy && c.cfg.Web.BaseURL == "" {
			c.add("web", look, &mistake{"web.trust_proxy is set, and web.base_url is not", "Set base_url to the proxy's address, or leave trust_proxy out",
				"web.trust_proxy が true ですが、web.base_url がありません。", "プロキシを使うなら base_url にそのアドレスを書き、使わないなら trust_proxy を消してください。"})
		}
		return
	}
	here := isLoopback(base.Hostname())
	switch {
	case here && base.Scheme == "https":
		c.add("web", look, &mistake{"web.base_url = " + base.String() + " names this machine alone", "Write the name that others type",
			"web.base_url の " + base.String() + " は、この機器からしか開けません。", "ほかの人が開く名前を書いてください。"})
	case here && portOf(base) != listenPort(c.cfg.Web.Listen):
		c.add("web", wrong, &mistake{"web.base_url = " + base.String() + " does not lead to web.listen = " + c.cfg.Web.Listen, "Leave base_url out, or give both the same port",
			"web.base_url の " + base.String() + " と web.listen の " + c.cfg.Web.Listen + " が合っていません。個人用リンクが開けません。", "base_url を消すか、同じポート番号にしてください。"})
	case !here && base.Scheme == "http":
		c.add("web", wrong, &mistake{"web.base_url = " + base.String() + " is not encrypted: personal links and cookies would be read on the way", "Put a TLS proxy in front and write https://" + base.Host,
			"web.base_url の " + base.String() + " は暗号化されません。個人用リンクが途中で読み取られるおそれがあります。", "TLS のプロキシを前に置き、https://" + base.Host + " と書いてください。"})
	case !here && !c.cfg.Web.TrustProxy:
		c.add("web", look, &mistake{"web.base_url names a proxy, and web.trust_proxy is false: all people count as one address", "Set trust_proxy = true",
			"web.base_url はプロキシのアドレスですが、web.trust_proxy が false です。全員が同じ場所から来たものとして数えられます。", "trust_proxy = true にしてください。"})
	}
}

func portOf(u *url.URL) string {
	if u.Port() != "" {
		return u.Port()
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}

func listenPort(listen string) string {
	_, port, _ := net.SplitHostPort(listen)
	return port
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// listening takes the address for a moment, unless the running server has it.
func (c *checker) listening(ctx context.Context, item, listen string) {
	var wire net.ListenConfig
	l, err := wire.Listen(ctx, "tcp", listen)
	if err == nil {
		_ = l.Close()
		c.say(item, listen+" is free", listen+" で待ち受けられます。")
		return
	}
	var dns *net.DNSError
	switch {
	case errors.Is(err, syscall.EADDRINUSE) && c.held && (item != "web" || c.answers(ctx, listen)):
		c.say(item, "daicho answers on "+listen, listen+" で daicho が動いています。")
	case errors.Is(err, syscall.EADDRINUSE):
		c.add(item, wrong, &mistake{listen + " is in use by another program", "Stop that one, or choose another port, such as 127.0.0.1:8081",
			listen + " は、ほかのプログラムが使っています。", "そちらを止めるか、127.0.0.1:8081 のように別のポート番号にしてください。"})
	case errors.Is(err, fs.ErrPermission):
		c.add(item, wrong, &mistake{"this account may not listen on " + listen, "Choose a port from 1024 on, such as 127.0.0.1:8080, with a proxy in front",
			"このアカウントでは " + listen + " で待ち受けられません。", "127.0.0.1:8080 のように1024以上のポート番号にして、前にプロキシを置いてください。"})
	case errors.Is(err, syscall.EADDRNOTAVAIL), errors.As(err, &dns):
		c.add(item, wrong, &mistake{listen + " is no address of this machine", "Use 127.0.0.1 with a port, such as " + web.DefaultListen,
			listen + " は、この機器のアドレスではありません。", web.DefaultListen + " のように書いてください。"})
	default:
		c.add(item, wrong, &mistake{"daicho cannot listen on " + listen + ": " + err.Error(), "Write host:port, such as " + web.DefaultListen,
			listen + " では待ち受けられません。", web.DefaultListen + " のように書いてください。"})
	}
}

// answers reports whether a daicho serves its page there.
func (c *checker) answers(ctx context.Context, listen string) bool {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+listen+"/healthz", nil)
	if err != nil {
		return false
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, 64))
	return err == nil && res.StatusCode == http.StatusOK && strings.TrimSpace(string(text)) == "ok"
}
