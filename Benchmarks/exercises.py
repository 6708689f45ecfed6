"""Programs as models write them for exercises: a function, its imports, one call. Arithmetic decides the arguments."""

TEMPLATES = [
    ("from typing import List\n\n\ndef has_close_elements(numbers: List[float], threshold: float) -> bool:\n"
     "    for i, a in enumerate(numbers):\n        for j, b in enumerate(numbers):\n"
     "            if i != j and abs(a - b) < threshold:\n                return True\n    return False\n",
     "has_close_elements", lambda n: f"([{n % 7}.5, {n % 11}.25, {n % 5}.75, 3.1, 4.{n}], 0.{1 + n % 5})"),
    ("def primes(n):\n    sieve = [True] * (n + 1)\n    found = []\n    for p in range(2, n + 1):\n        if sieve[p]:\n"
     "            found.append(p)\n            for q in range(p * p, n + 1, p):\n                sieve[q] = False\n    return found\n",
     "primes", lambda n: f"({200 + n % 300},)"),
    ("from collections import defaultdict\n\n\ndef group_anagrams(words):\n    groups = defaultdict(list)\n    for word in words:\n"
     "        groups[''.join(sorted(word))].append(word)\n    return sorted(groups.values())\n",
     "group_anagrams", lambda n: f"(['eat', 'tea', 'tan', 'ate', 'nat', 'bat', 'w{n}'],)"),
    ("import re\n\n\ndef words(text):\n    counts = {}\n    for word in re.findall(r'[a-z]+', text.lower()):\n"
     "        counts[word] = counts.get(word, 0) + 1\n    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))\n",
     "words", lambda n: repr((f"The cat number {n} and the dog saw the other cat. " * (1 + n % 4),))),
    ("import math\n\n\ndef lcm_of(numbers):\n    result = 1\n    for number in numbers:\n"
     "        result = result * number // math.gcd(result, number)\n    return result\n",
     "lcm_of", lambda n: repr((list(range(1, 5 + n % 30)),))),
    ("def balanced(text):\n    stack = []\n    pairs = {')': '(', ']': '[', '}': '{'}\n    for c in text:\n        if c in '([{':\n"
     "            stack.append(c)\n        elif c in pairs:\n            if not stack or stack.pop() != pairs[c]:\n"
     "                return False\n    return not stack\n",
     "balanced", lambda n: repr(("([{}])" * (20 + n % 60) + ")" * (n % 2),))),
    ("from functools import lru_cache\n\n\n@lru_cache(maxsize=None)\ndef fibonacci(n):\n"
     "    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)\n",
     "fibonacci", lambda n: f"({50 + n % 150},)"),
    ("def to_roman(number):\n    values = [(1000, 'M'), (900, 'CM'), (500, 'D'), (400, 'CD'), (100, 'C'), (90, 'XC'), (50, 'L'),\n"
     "              (40, 'XL'), (10, 'X'), (9, 'IX'), (5, 'V'), (4, 'IV'), (1, 'I')]\n    text = ''\n    for value, letter in values:\n"
     "        while number >= value:\n            text += letter\n            number -= value\n    return text\n",
     "to_roman", lambda n: f"({1 + n * 37 % 3999},)"),
    ("import heapq\n\n\ndef k_largest(numbers, k):\n    return heapq.nlargest(k, numbers)\n",
     "k_largest", lambda n: f"({[(7919 * i + n) % 1000 for i in range(100)]}, {1 + n % 10})"),
    ("def longest_common(a, b):\n    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]\n    for i, x in enumerate(a):\n"
     "        for j, y in enumerate(b):\n"
     "            table[i + 1][j + 1] = table[i][j] + 1 if x == y else max(table[i][j + 1], table[i + 1][j])\n    return table[-1][-1]\n",
     "longest_common", lambda n: repr(("abcde" * 5 + str(n), "badce" * 5 + str(n * 3)))),
    ("import itertools\n\n\ndef closest_sum(numbers, target):\n"
     "    return min((abs(sum(c) - target), c) for c in itertools.combinations(numbers, 3))[1]\n",
     "closest_sum", lambda n: f"({[(31 * i + n) % 97 for i in range(12)]}, {n % 200})"),
    ("def run_length(text):\n    result = []\n    for c in text:\n        if result and result[-1][0] == c:\n            result[-1][1] += 1\n"
     "        else:\n            result.append([c, 1])\n    return ''.join(f'{c}{n}' for c, n in result)\n",
     "run_length", lambda n: repr(("aabbbc" * (5 + n % 20),))),
]


def exercises(count):
    for n in range(count):
        source, function, arguments = TEMPLATES[n % len(TEMPLATES)]
        yield {"source": source, "function": function, "arguments": arguments(n)}
