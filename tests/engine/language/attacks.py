"""Texts made to break in, to hang or to crash, and a look at what Python does while they are read."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from graphlab.engine.language.text_limits import MOST_NODES

ATTACKS: Mapping[str, str] = {
    "import": "__import__('os').system('id')",
    "import call": "y = __import__('os')",
    "subclasses": "y = ().__class__.__bases__[0].__subclasses__()",
    "class chain": "y = x.__class__.__mro__[1].__init__.__globals__",
    "eval": "y = eval('1+1')",
    "exec": "exec('import os')",
    "compile": "y = compile('1', '', 'eval')",
    "open": "y = open('/etc/passwd')",
    "getattr": "y = getattr(x, '__class__')",
    "globals": "y = globals()",
    "breakpoint": "breakpoint()",
    "print": "y = print(x)",
    "builtins": "y = __builtins__['eval']",
    "f-string": "y = f'{__import__(\"os\")}'",
    "nested f-string": "y = f'{f\"{x!r:>{10**9}}\"}'",
    "format": "y = '{0.__class__}'.format(x)",
    "percent": "y = '%1000000000d' % 1",
    "walrus": "y = (os := __import__('os'))",
    "lambda": "y = (lambda: 0)()",
    "recursion": "y = (lambda f: f(f))(lambda f: f(f))",
    "comprehension": "y = [a for a in range(10**9)]",
    "generator": "y = sum(a for a in iter(int, 1))",
    "decorator": "@__import__('os').system\ndef f(): pass",
    "class body": "class A:\n    import os",
    "metaclass": "class A(metaclass=print): pass",
    "default argument": "def f(a=__import__('os')): pass",
    "annotation": "y: __import__('os').system('id') = 1",
    "import statement": "import os; y = os.getpid() * 2",
    "from import": "from os import *\ny = x * 2",
    "star import future": "from __future__ import braces",
    "assert": "assert 0, __import__('os')",
    "raise": "raise SystemExit",
    "exit": "y = exit() * 2",
    "with": "with open('/etc/passwd') as f: pass",
    "try": "try:\n    y = 1\nexcept BaseException: pass",
    "infinite loop": "while 1: pass",
    "async": "async def f():\n    await x",
    "match": "match x:\n    case y: pass",
    "del": "del __builtins__",
    "global": "global x",
    "starred": "y = exp(*[1] * 10**9)",
    "keywords": "y = sum(x, **{'axis': 0})",
    "subscript": "y = x[x.__class__]",
    "power tower": "y = 9**9**9**9",
    "power tower of floats": "y = 9.9**9.9**9.9**9",
    "power of powers": "y = (((9**99)**99)**99)**99",
    "negative tower": "y = x ** -9**9**9",
    "huge integer": "y = x * " + "1" * 5_000,
    "larger integer": "y = x * " + "1" * 19_000,
    "large integer": "y = x * " + "1" * 4_000,
    "hexadecimal": "y = x * 0x" + "f" * 15_000,
    "huge float": "y = x * 1e999999999",
    "shift": "y = 1 << 10**10",
    "repeat": "y = [x] * 10**10",
    "string repeat": "y = 'a' * 10**10",
    "setting": "y = reshape(x, [99999999, 99999999])",
    "deep settings": "y = reshape(x, " + "[" * 150 + "]" * 150 + ")",
    "round brackets": "y = " + "(" * 9_000 + "x" + ")" * 9_000,
    "square brackets": "y = " + "[" * 9_000 + "1" + "]" * 9_000,
    "curly brackets": "y = " + "{" * 9_000 + "1" + "}" * 9_000,
    "open brackets": "(" * 19_999,
    "mixed brackets": "([{" * 6_000,
    "198 brackets": "y = " + "[" * 198 + "x" + "]" * 198,
    "calls": "y = " + "exp(" * 4_000 + "x" + ")" * 4_000,
    "calls of calls": "y = exp" + "(x)" * 6_000,
    "minus signs": "y = " + "-" * 19_000 + "x",
    "not not not": "y = " + "not " * 4_900 + "x",
    "tildes": "y = " + "~" * 19_000 + "x",
    "long sum": "y = x" + "+x" * 9_990,
    "long power": "y = x" + "**x" * 6_600,
    "long attribute chain": "y = x" + ".a" * 9_990,
    "long subscript chain": "y = x" + "[0]" * 6_600,
    "long comparison": "y = x" + "<x" * 9_900,
    "long if else": "y = " + "x if x else " * 1_600 + "x",
    "nested lambdas": "y = " + "lambda: " * 2_400 + "x",
    "nested f-strings": "y = " + "f'{" * 6_000,
    "many lines": "\n".join(f"a{i} = x * 2" for i in range(MOST_NODES // 2 + 1)),
    "many ops on a line": "y = " + " + ".join(["x"] * (MOST_NODES + 1)),
    "many inputs": "\n".join(f"a{i}=1" for i in range(MOST_NODES + 1)) + "\na0*2",
    "semicolons": "x;" * 9_999,
    "deep blocks": "\n".join(" " * i + "if x:" for i in range(190)),
    "too long": "x" * 20_001,
    "much too long": "y = x * 2 # " + "a" * 10**6,
    "long name": "y = " + "a" * 19_000 + " * 2",
    "long op": "y = " + "a" * 19_000 + "(x)",
    "accents": "y = a" + "\u0301\u0316" * 9_900,
    "a million accents": "y = a" + "\u0301\u0316" * 500_000,
    "ligatures": "y = " + "\ufdfa" * 19_000,
    "full-width call": "y = \uff45\uff58\uff50(x)",
    "NUL": "y = x \0 * 2",
    "NUL alone": "\0",
    "surrogate": "y = \ud800 * 2",
    "surrogate in a comment": "y = x * 2 # \udfff",
    "byte order mark": "\ufeffy = x * 2",
    "right to left": "y = x \u202e* 2",
    "zero width": "y = x\u200b * 2",
    "no-break space": "y = x\u00a0* 2",
    "line separator": "y = x * 2\u2028z = 3",
    "control": "y = x * 2 \x1b[31m",
    "form feed": "\x0cy = x *\x0c",
    "continuation": "y = x * \\",
    "continuation and blank": "y = x * \\ \n2",
    "continuations": "y = x " + "\\\n" * 9_000,
    "unterminated string": "y = 'abc",
    "unterminated long string": "y = '''abc\n" * 900,
    "unterminated f-string": "y = f'{x",
    "escape": "y = '\\N{DIGIT ONE}'",
    "bad escape": "y = '\\d'",
    "bad unicode escape": "y = '\\U99999999'",
    "number and keyword": "y = 1if x else 2",
    "coding": "# coding: rot13\nl = k",
    "unknown coding": "# coding: nonsense\ny = 3",
    "tabs and blanks": "if x:\n\ty = 1\n        z = 2",
    "html": "y = <script>alert(1)</script>",
    "shell": "y = $(id)",
    "question": "y = x?",
    "bang": "!id",
    "ellipsis": "...",
    "true power": "y = True ** x",
    "complex": "y = 1j ** x",
    "imaginary tower": "y = 9j**9j**9j",
    "self": "y = y + 1",
    "definition of itself": "f(x) = f(x) * 2\ny = f(1)",
    "definitions of each other": "f(x) = g(x) * 2\ng(x) = f(x) * 2\ny = f(1)",
    "definition bomb": "f0(x) = x * x\n"
    + "\n".join(f"f{i}(x)=f{i - 1}(x)*f{i - 1}(x)" for i in range(1, 600))
    + "\nf599(2)",
    "wide definition bomb": "f(x) = x" + "+x" * 900 + "\ny = f(a)" + "+f(a)" * 900,
    "definition chain": "f0(x)=x*2\n" + "\n".join(f"f{i}(x)=f{i - 1}(x)" for i in range(1, 1_200)) + "\nf1199(2)",
    "definitions without end": "f(x)=" * 3_900 + "x",
    "many definitions": "\n".join(f"f{i}(x)=x*x" for i in range(1_300)) + "\ny = a * 2",
    "many parameters": f"f({','.join(f'a{i}' for i in range(3_000))})=a0*2\ny = f(1)",
    "long parameter": f"f({'a' * 19_000}) = 3\ny = f(1)",
    "definition of an import": "f(x) = __import__('os')\ny = f(1)",
    "parameter that acts": "f(x=__import__('os')) = x * 2\ny = f(1)",
    "parameter that is called": "f(g(x)) = x * 2\ny = f(1)",
    "definition of a dunder": "__class__(x) = x.__class__\ny = __class__(1)",
    "definition of lambda": "f(x) = lambda: x\ny = f(1)",
    "definition in brackets": "y = exp(\nf(x) = 3\n)",
    "definition in a string": "y = '''\nf(x) = 3\n'''",
    "definition of a tuple": "f(x) = x, x\ny = f(1)",
    "definition with a sign": "f(x) == x * 2\ny = f(1)",
    "definition with a walrus": "f(x) := x * 2\ny = f(1)",
    "deep body": "f(x) = " + "(" * 9_000 + "x" + ")" * 9_000,
    "long body": "f(x) = x" + "+x" * 9_980,
    "power tower in a definition": "f(x) = x * 9**9**9\ny = f(1)",
    "matmul assignment": "y @= x",
    "print function": "print >>x, 'a'",
    "empty": "",
    "blanks": " \t\n \x0c\n",
}
# What one of these events would mean is that a text was executed or reached the outside. (`compile` is no such event:
# it reads the text.)
FORBIDDEN = ("exec", "import", "open", "os.", "subprocess", "socket", "ctypes", "shutil", "pty", "builtins.input")
seen: list[str] = []
listening: list[bool] = []


def hook(event: str, details: tuple[object, ...]) -> None:
    # For the words of a syntax error Python looks for the line in a file of the name it was given: "<unknown>".
    if listening and event.startswith(FORBIDDEN) and details[0] != "<unknown>":
        seen.append(event)


sys.addaudithook(hook)


@contextmanager
def outside() -> Iterator[list[str]]:
    """Collect what happens outside of the parser."""
    seen.clear()
    listening.append(True)
    try:
        yield seen
    finally:
        listening.clear()
