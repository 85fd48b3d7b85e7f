"""Texts that mean harm to a page, and what to look for in it: scripts, links, and what asks another host."""

EVIL = "https://evil.example"
HOSTILE = (
    f'<a href="{EVIL}/a">x</a> = 1',
    f'y = x * 2  # <img src="{EVIL}/i.png" onerror="window.__hit = 1">',
    "<img src=x onerror=window.__hit=1>",
    f"[link]({EVIL}/l) ![image]({EVIL}/m.png) :material/home: :red[x]",
    r"$\rule{2000em}{2000em}$ $\href{javascript:window.__hit=1}{x}$",
    f'<span style="background:url({EVIL}/b.png)">x</span><script>window.__hit = 1</script>',
    f"{EVIL}/bare www.evil.example mailto:a@evil.example <{EVIL}/angle> [r]: {EVIL}/ref",
    f"\"><img src={EVIL}/q onerror=window.__hit=1>' onmouseover=window.__hit=1 x='",
    "</script><script>window.__hit = 1</script>",
    "]]><svg onload=window.__hit=1><![CDATA[",
    f"<style>@import url({EVIL}/s.css); * {{ background: url({EVIL}/s.png) }}</style>",
    "[x](javascript:window.__hit=1) [y](data:text/html,<script>window.__hit=1</script>)",
    f"<iframe src={EVIL}/f></iframe><object data={EVIL}/o></object><base href={EVIL}/>",
    f"<meta http-equiv=refresh content='0;url={EVIL}'><form action={EVIL}><button>x</button></form>",
    f"<math><mtext><img src={EVIL}/t onerror=window.__hit=1></mtext></math>",
    rf"$$\includegraphics{{{EVIL}/g.png}}$$ $\url{{{EVIL}}}$ $\htmlData{{x=1}}{{y}}$",
    "`](x)` **bold** <b>x</b> &lt;i&gt; {{x}} %s \\u202e \u202e end",
)
# Everywhere, in shadow roots too.
LIVE = """() => {
  const found = []
  const visit = root => root.querySelectorAll("*").forEach(one => {
    const names = ["href", "src", "xlink:href", "style", "action", "data", "srcdoc"]
    const link = names.map(name => one.getAttribute(name) ?? "").join(" ")
    // What stands in the address of a page of the app's own goes nowhere.
    const own = one.tagName === "A" && new URL(one.href, document.baseURI).origin === location.origin
    const live = !own && /evil\\.example|javascript:|data:text|^x$/.test(link)
    if (live || [...one.attributes].some(({ name }) => /^on/.test(name)))
      found.push(one.outerHTML.slice(0, 200))
    if (one.shadowRoot) visit(one.shadowRoot)
  })
  visit(document)
  return found
}"""
