"""How the pages of letters' links look, and the headers that keep them to themselves."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256

STYLE = """
:root{color-scheme:light dark;--ink:#161616;--paper:#fff;--soft:#f2f2f2;--line:#6a6a6a;
--do:#000091;--on:#fff;--bad:#b3000b}
@media (prefers-color-scheme:dark){:root{--ink:#f5f5f5;--paper:#161616;--soft:#2a2a2a;--line:#a0a0a0;
--do:#b6b6ff;--on:#161616;--bad:#ff9a9a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:36rem;margin:0 auto;padding:1.25rem 1rem 2rem}
h1{font-size:1.375rem;line-height:1.3;margin:0 0 .25rem}
h2{font-size:1.0625rem;margin:2rem 0 .5rem}
p{margin:.5rem 0}
.said{background:var(--soft);border-left:.3rem solid var(--do);padding:.75rem 1rem;margin:1rem 0}
.wrong{border-left-color:var(--bad)}
button,.do{display:block;width:100%;min-height:2.75rem;padding:.625rem 1rem;font:inherit;font-weight:600;
text-align:center;text-decoration:none;border:2px solid var(--do);border-radius:.25rem;background:var(--do);
color:var(--on);cursor:pointer;margin:1rem 0}
.other{background:transparent;color:var(--do);margin:.5rem 0;font-weight:400}
ul{list-style:none;margin:0;padding:0}
textarea{display:block;width:100%;min-height:9rem;padding:.5rem;font:inherit;color:inherit;background:var(--paper);
border:2px solid var(--line);border-radius:.25rem}
label,legend{font-weight:600;padding:0}
fieldset{border:0;margin:1rem 0;padding:0}
.choice{display:flex;gap:.75rem;align-items:center;min-height:2.75rem;font-weight:400}
.choice input{width:1.25rem;height:1.25rem;flex:none;margin:0}
.hint{font-size:.9375rem;font-weight:400;margin:0}
:focus-visible{outline:3px solid var(--do);outline-offset:2px}
footer{margin-top:2.5rem;font-size:.875rem;opacity:.85}
a{color:var(--do)}
"""
_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address gives access
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
