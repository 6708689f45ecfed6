/// Templates and what jinja2 3.1.6 makes of them in the environment of
/// transformers 5.23.0 (`_compile_jinja_template`), all with the same variables.
enum JinjaReference {
    static let variables = ##"""
        {"messages": [{"role": "user", "content": "Hi  there"}, {"role": "assistant", "content": "<think>\na\n</think>\n\nb ", "tool_calls": [{"type": "function", "function": {"name": "f", "arguments": {"x": 1, "y": [1, 2.5, null, true], "z": "\u00e9\"\n<&>"}}}]}, {"role": "tool", "content": [{"type": "text", "text": "T1"}, {"type": "image"}]}], "n": 7, "m": -3, "f": 2.5, "s": "Hello, World", "e": "", "l": [3, 1, 2], "d": {"b": 1, "a": 2, "items": 5}, "nul": null, "t": true, "words": "  a b\tc\n d ", "uni": "\u041f\u0440\u0438\u0432\u0435\u0442 \u00f1"}
        """##

    /// One JSON object a line.
    static let cases = ##"""
        {"template": "{{ s|upper }}|{{ s|lower }}|{{ s|title }}|{{ \"heLLo wORLD\"|capitalize }}|{{ words|trim }}|{{ s|length }}|{{ uni|length }}", "rendered": "HELLO, WORLD|hello, world|Hello, World|Hello world|a b\tc\n d|12|8"}
        {"template": "{{ l|join(\", \") }}|{{ l|sort|join(\"-\") }}|{{ l|reverse|list }}|{{ l|first }}{{ l|last }}|{{ l|max }}{{ l|min }}{{ l|sum }}", "rendered": "3, 1, 2|1-2-3|[2, 1, 3]|32|316"}
        {"template": "{{ n // 2 }} {{ m // 2 }} {{ n % 3 }} {{ m % 3 }} {{ n / 2 }} {{ 2**10 }} {{ -n }} {{ n - -m }} {{ f * 2 }} {{ 1e3 }} {{ 7.0 // 2 }} {{ -7.5 % 2 }}", "rendered": "3 -2 1 0 3.5 1024 -7 4 5.0 1000.0 3.0 0.5"}
        {"template": "{{ l }} {{ d }} {{ nul }} {{ t }} {{ (1,) }} {{ (1, \"a\") }} {{ [\"it's\", 'q\"q', \"b\\\\\"] }} {{ {\"k\": [1, {\"z\": none}]} }}", "rendered": "[3, 1, 2] {'b': 1, 'a': 2, 'items': 5} None True (1,) (1, 'a') [\"it's\", 'q\"q', 'b\\\\'] {'k': [1, {'z': None}]}"}
        {"template": "{{ undefinedvar }}|{{ undefinedvar|default(\"D\") }}|{{ e|default(\"D\") }}|{{ e|default(\"D\", true) }}|{{ e or \"x\" }}|{{ s and 1 }}|{{ not s }}", "rendered": "|D||D|x|1|False"}
        {"template": "{{ \"a\" in s }} {{ \"Hello\" in s }} {{ 3 in l }} {{ \"b\" in d }} {{ 9 not in l }} {{ 1 < n < 10 }} {{ 1 < n > 10 }} {{ \"a\" < \"b\" }}", "rendered": "False True True True True True False True"}
        {"template": "{{ s[0] }}{{ s[-1] }}{{ s[1:4] }}{{ s[::-1] }}{{ s[-3:] }}{{ l[1:] }}{{ l[::-1] }}{{ l[5:1] }}{{ l[-100:100:2] }}{{ s[9] }}", "rendered": "HdelldlroW ,olleHrld[1, 2][2, 1, 3][][3, 2]r"}
        {"template": "{{ s.split(\",\") }} {{ words.split() }} {{ \"a--b--c\".split(\"--\", 1) }} {{ \"a b  c\".split(\" \") }} {{ \"a-b-c\".rsplit(\"-\", 1) }} {{ words.split(none, 1) }} {{ \" a b  c \".rsplit(none, 1) }}", "rendered": "['Hello', ' World'] ['a', 'b', 'c', 'd'] ['a', 'b--c'] ['a', 'b', '', 'c'] ['a-b', 'c'] ['a', 'b\\tc\\n d '] [' a b', 'c']"}
        {"template": "{{ \"xxaxx\".strip(\"x\") }}|{{ \"xxaxx\".lstrip(\"x\") }}|{{ \"xxaxx\".rstrip(\"x\") }}|{{ words.strip() }}|{{ s.startswith(\"Hell\") }}{{ s.endswith(\"d\") }}{{ s.endswith((\"x\",\"ld\")) }}", "rendered": "a|axx|xxa|a b\tc\n d|TrueTrueTrue"}
        {"template": "{{ s.replace(\"l\", \"L\") }}|{{ s.replace(\"l\", \"L\", 1) }}|{{ s|replace(\"o\", \"0\") }}|{{ \"abc\".replace(\"\", \"-\") }}|{{ s.find(\"o\") }}{{ s.rfind(\"o\") }}{{ s.count(\"l\") }}{{ s.find(\"zz\") }}", "rendered": "HeLLo, WorLd|HeLlo, World|Hell0, W0rld|-a-b-c-|483-1"}
        {"template": "{{ d.items()|list }} {{ d.keys()|list }} {{ d.values()|list }} {{ d.get(\"a\") }} {{ d.get(\"zz\") }} {{ d.get(\"zz\", 4) }} {{ d[\"items\"] }} {{ d|items|list }} {{ d|dictsort }}", "rendered": "[('b', 1), ('a', 2), ('items', 5)] ['b', 'a', 'items'] [1, 2, 5] 2 None 4 5 [('b', 1), ('a', 2), ('items', 5)] [('a', 2), ('b', 1), ('items', 5)]"}
        {"template": "{{ messages|map(attribute=\"role\")|join(\",\") }} {{ messages|selectattr(\"role\", \"equalto\", \"user\")|list|length }} {{ messages|rejectattr(\"role\", \"==\", \"user\")|map(attribute=\"role\")|list }} {{ messages|selectattr(\"tool_calls\", \"defined\")|list|length }} {{ messages|selectattr(\"tool_calls\")|list|length }}", "rendered": "user,assistant,tool 1 ['assistant', 'tool'] 1 1"}
        {"template": "{{ messages[1].tool_calls[0].function|tojson }} {{ messages[1].tool_calls[0].function.arguments|tojson(indent=2) }} {{ d|tojson(separators=(\",\", \":\")) }} {{ d|tojson(sort_keys=true) }} {{ uni|tojson }} {{ uni|tojson(ensure_ascii=true) }} {{ \"\\u0001\\u007f/\"|tojson }} {{ []|tojson(indent=2) }}{{ {}|tojson(indent=2) }}", "rendered": "{\"name\": \"f\", \"arguments\": {\"x\": 1, \"y\": [1, 2.5, null, true], \"z\": \"\u00e9\\\"\\n<&>\"}} {\n  \"x\": 1,\n  \"y\": [\n    1,\n    2.5,\n    null,\n    true\n  ],\n  \"z\": \"\u00e9\\\"\\n<&>\"\n} {\"b\":1,\"a\":2,\"items\":5} {\"a\": 2, \"b\": 1, \"items\": 5} \"\u041f\u0440\u0438\u0432\u0435\u0442 \u00f1\" \"\\u041f\\u0440\\u0438\\u0432\\u0435\\u0442 \\u00f1\" \"\\u0001\u007f/\" []{}"}
        {"template": "{% for x in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.previtem }}{{ loop.nextitem }};{% endfor %}", "rendered": "10TrueFalse3321;21FalseFalse32132;32FalseTrue3101;"}
        {"template": "{% for k, v in d.items() %}{{ k }}={{ v }},{% endfor %}{% for x in [] %}a{% else %}empty{% endfor %}{% for x in l if x > 1 %}{{ x }}{{ loop.length }}{% endfor %}{% for c in \"a\u00f1b\" %}{{ c }}.{% endfor %}{% for k in d %}{{ k }}{% endfor %}", "rendered": "b=1,a=2,items=5,empty3222a.\u00f1.b.baitems"}
        {"template": "{% for x in l %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% if x == 2 %}{% break %}{% endif %}{% endfor %}{% for x in range(5) %}{{ x }}{% endfor %}{% for x in range(5, 0, -2) %}{{ x }}{% endfor %}{% for x in l %}{{ loop.cycle(\"a\", \"b\") }}{% endfor %}", "rendered": "3201234531aba"}
        {"template": "{% set x = 1 %}{% for i in l %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}{% set ns = namespace(v=0) %}{% for i in l %}{% set ns.v = ns.v + i %}{% endfor %}{{ ns.v }}{% if true %}{% set x = 9 %}{% endif %}{{ x }}", "rendered": "423169"}
        {"template": "{% set b %}  block {{ n }} {% endset %}[{{ b }}]{% set b | trim | upper %}  block {% endset %}[{{ b }}]{% filter upper %}abc{{ s }}{% endfilter %}{% set a, c = 1, 2 %}{{ a }}{{ c }}{% with q = 5 %}{{ q }}{% endwith %}{{ q }}", "rendered": "[  block 7 ][BLOCK]ABCHELLO, WORLD125"}
        {"template": "{% macro m1(a, b=2, c=\"z\") %}<{{ a }}{{ b }}{{ c }}>{% endmacro %}{{ m1(1) }}{{ m1(1, c=3) }}{{ m1(a=5, b=6) }}{{ m1() }}{% macro rec(k) %}{{ k }}{% if k > 0 %}{{ rec(k - 1) }}{% endif %}{% endmacro %}{{ rec(3) }}", "rendered": "<12z><123><56z><2z>3210"}
        {"template": "{{ n is number }}{{ n is integer }}{{ f is float }}{{ t is boolean }}{{ t is integer }}{{ t is number }}{{ t is true }}{{ s is string }}{{ d is mapping }}{{ l is iterable }}{{ s is iterable }}{{ l is sequence }}{{ nul is none }}{{ zz is defined }}{{ zz is undefined }}{{ zz is not defined }}{{ nul is not none }}{{ n is odd }}{{ n is even }}{{ n is divisibleby 7 }}{{ n is divisibleby(2) }}{{ n is eq 7 }}{{ n is in [7] }}{{ d is iterable }}{{ n is iterable }}{{ zz is none }}{{ \"a\" is lower }}{{ m is lt 0 }}", "rendered": "TrueTrueTrueTrueFalseTrueTrueTrueTrueTrueTrueTrueTrueFalseTrueTrueFalseTrueFalseTrueFalseTrueTrueTrueFalseFalseTrueTrue"}
        {"template": "{{ \"a\" ~ 1 ~ none ~ true ~ 1.5 ~ [1] }}{{ \"x\" if n > 100 }}{{ \"x\" if n > 100 else \"y\" if n > 50 else \"z\" }}{{ [1] + [2] }}{{ \"ab\" * 2 }}{{ (1 if t else 2) + 1 }}{{ not n == 7 }}{{ n == 7.0 }}{{ t == 1 }}{{ \"1\" == 1 }}{{ none == none }}", "rendered": "a1NoneTrue1.5[1]z[1, 2]abab2FalseTrueTrueFalseTrue"}
        {"template": "{{ \"12\"|int + 1 }}{{ \"x\"|int }}{{ \"x\"|int(5) }}{{ 3.9|int }}{{ \"2.5\"|float }}{{ 3|string ~ \"a\" }}{{ -3|abs }}{{ 2.567|round(2) }}{{ 2.5|round }}{{ \"a b\"|list }}{{ [1,2,1,3]|unique|list }}{{ [\"b\",\"A\",\"c\"]|sort }}{{ messages|map(attribute=\"content.0.text\", default=\"-\")|list|length }}", "rendered": "130532.53a32.572.0['a', ' ', 'b'][1, 2, 3]['A', 'b', 'c']3"}
        {"template": "{%- if n == 1 -%}  one  {%- elif n == 7 -%}  seven  {%- else -%} other {%- endif -%}   tail  {#- comment -#}   end\n  {% if true %}  \n   x\n  {% endif %}  \n y {{- \" z \" -}}  w\n\t{%+ if true %} keep {% endif +%}\nafter{# c #}\n {# c #} b\n{% raw %}{{ not }} {% if %}{% endraw %}\n{%- raw -%}  {{ a }}  {%- endraw -%}  q\n{{ 'a\\'b' }}{{ \"a\\\"b\\\\n\\tc\\x41\\u00e9\" }}{{ \"\\q\" }}{{ 'multi\nline' }}{{ \"a\" \"b\" }}\n", "rendered": "seventailend\n  \n   x\n  \n y z w\n\t keep \nafter b\n{{ not }} {% if %}{{ a }}q\na'ba\"b\\n\tcA\u00e9\\qmulti\nlineab"}
        {"template": "{{ messages[0].content.split(\" \")[0].lower() }}{{ messages[1].content.split(\"</think>\")[-1].strip() }}{{ messages[0][\"role\"] }}{{ messages[0].nope }}{{ messages[0][\"nope\"] is defined }}{{ d.items is defined }}{{ (d.items)|string|length > 0 }}", "rendered": "hibuserFalseTrueTrue"}
        {"template": "{{ messages|length }}{{ messages[-1].role }}{{ messages[:1][0].role }}{{ {\"a\": {\"b\": \"c\"}}.a.b }}{{ {\"a\": 1}[\"a\"] }}{{ [1,2,3][1] }}{{ \"abc\"[1] }}", "rendered": "3tooluserc12b"}
        {"template": "{% generation %}gen{{ n }}{% endgeneration %}{{ strftime_now is defined }}{{ raise_exception is defined }}", "rendered": "gen7TrueTrue"}
        {"template": "{{ s.isdigit() }}{{ \"12\".isdigit() }}{{ \"ab\".isalpha() }}{{ \" \".isspace() }}{{ \"AB\".isupper() }}{{ s.title() }}{{ \"a\\nb\\r\\nc\\n\".splitlines() }}{{ \"-\".join([\"a\",\"b\"]) }}{{ \"abc\".removeprefix(\"ab\") }}{{ \"abc\".removesuffix(\"bc\") }}{{ [1,2,1].count(1) }}{{ [1,2].index(2) }}", "rendered": "FalseTrueTrueTrueTrueHello, World['a', 'b', 'c']a-bca21"}
        {"template": "{{ dict(a=1, b=2) }}{{ dict({\"x\": 1}, y=2)|tojson }}{{ none is defined }}{{ 10000000000000000.0 }}{{ 1.0 }}{{ 0.1 + 0.2 }}{{ 1e-7 }}{{ true and none }}{{ 1 and 2 or 3 }}", "rendered": "{'a': 1, 'b': 2}{\"x\": 1, \"y\": 2}True1e+161.00.300000000000000041e-07None2"}
        {"template": "{% for a in l %}{% for b in l %}{{ loop.index }}{{ loop.depth }}{% endfor %}{{ loop.index }},{% endfor %}", "rendered": "1121311,1121312,1121313,"}
        {"template": "{% for m in messages %}{% set role = m.role %}{{ role }}{% endfor %}{{ role }}", "rendered": "userassistanttool"}
        {"template": "{{ -1 ** 2 }} {{ 2 ** 3 ** 2 }} {{ 5 - 3 - 1 }} {{ 2 + 3 * 4 }} {{ 8 / 2 / 2 }} {{ not t or t }} {{ 1 if f else 2 ~ 3 }} {{ -n|abs }} {{ 3 == 3 == true }}", "rendered": "1 64 1 14 2.0 True 1 7 False"}
        {"template": "{{ undefinedvar == none }}{{ undefinedvar in [1] }}{{ undefinedvar|length }}{% for q in undefinedvar %}x{% endfor %}{{ undefinedvar is none }}{{ l[10] }}{{ [undefinedvar]|length }}", "rendered": "FalseFalse0False1"}
        {"template": "{{ \"%s\"|length }}{{ \"\u00e9\"|upper }}{{ \"\u00df\"|upper }}{{ \"\u00c0B\"|lower }}{{ \"ab cd-ef'gh\"|title }}{{ \"ab cd-ef'gh\".title() }}", "rendered": "2\u00c9SS\u00e0bAb Cd-Ef'ghAb Cd-Ef'Gh"}
        {"template": "{{ nul.x }}", "rendered": ""}
        {"template": "{{ nul['x'] }}", "rendered": ""}
        {"template": "{{ l['x'] }}", "rendered": ""}
        {"template": "{{ s.x }}", "rendered": ""}
        {"template": "a\n{% if x %}\n\n{% endif %}\n\n", "rendered": "a\n"}
        {"template": "\n\n  {{ s }}\n\n", "rendered": "\n\n  Hello, World\n"}
        {"template": "a\r\nb\rc {%- if t %} \r\n x{% endif %}", "rendered": "a\nb\nc \n x"}
        {"template": "{{ [1,2,3,]}}{{ (1,2,) }}{{ {'a':1,} }}", "rendered": "[1, 2, 3](1, 2){'a': 1}"}
        {"template": "{{- s -}}\n\n  {{- s -}}  \n x", "rendered": "Hello, WorldHello, Worldx"}
        {"template": "{{ {'a':{'b':1}} }}{{ {'a':{'b':{}}}}}", "rendered": "{'a': {'b': 1}}{'a': {'b': {}}}"}
        {"template": "{%for x in l%}{{x}}{%endfor%}", "rendered": "312"}
        {"template": "{% for x in l -%}\n  {{ x }}\n{%- endfor %}", "rendered": "312"}
        {"template": "{% set s2 = 'a' %}{% macro q() %}{{ s2 }}{% endmacro %}{% set s2 = 'b' %}{{ q() }}", "rendered": "b"}
        {"template": "{{ messages[1].content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') }}", "rendered": "a"}
        {"template": "{% if messages[0]['content'] is string and messages[0].content|length > 3 %}ok{% endif %}", "rendered": "ok"}
        {"template": "{{ 'x' if t is defined and t is true else 'y' }}", "rendered": "x"}
        {"template": "{{ t is sameas true }}", "rendered": "True"}
        {"template": "{{ loop }}", "rendered": ""}
        {"template": "{{ ['a','b']|join }}", "rendered": "ab"}
        {"template": "{{ messages|map(attribute='content')|first }}", "rendered": "Hi  there"}
        {"template": "{{ {'a':1} == {'a':1.0} }}{{ [1,2]==[1,2] }}{{ (1,)==[1] }}", "rendered": "TrueTrueFalse"}
        {"template": "{{ 'a,b'.split(',')|map('upper')|join('+') }}", "rendered": "A+B"}
        {"template": "{{ l|map('string')|join }}{{ l|select('gt', 1)|list }}{{ l|selectattr('x')|list }}", "rendered": "312[3, 2][]"}
        {"template": "{{ 5|default('x') }}{{ nul|default('x') }}{{ nul|default('x', true) }}", "rendered": "5Nonex"}
        {"template": "{{ l|tojson }}{{ f|tojson }}{{ nul|tojson }}{{ t|tojson }}{{ s|tojson }}", "rendered": "[3, 1, 2]2.5nulltrue\"Hello, World\""}
        {"template": "{{ s }} }} %} #}", "rendered": "Hello, World }} %} #}"}
        """##
}
