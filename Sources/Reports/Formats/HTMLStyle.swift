/// The page's style sheet: light and dark, screen and paper.
enum HTMLStyle {
    static let sheet = """
        :root { color-scheme: light dark; --ink: #1c2024; --soft: #5b6570; --paper: #ffffff; --panel: #f5f6f8;
          --rule: #d5dae0; --good: #1a7f4b; --bad: #b3261e; --unknown: #8a6100;
          --s0: #0b62c4; --s1: #c2410c; --s2: #7c3aed; --s3: #0f766e; --s4: #a21caf; --s5: #4d5b00; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #9aa5b1; --paper: #14171a;
          --panel: #1d2125; --rule: #353c43; --good: #5fd39a; --bad: #ff8a80; --unknown: #f0c060;
          --s0: #6db3ff; --s1: #ff9f6b; --s2: #bda1ff; --s3: #5eead4; --s4: #f09ef5; --s5: #d3e070; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1.25rem 4rem; background: var(--paper);
          color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
        h1 { font-size: 1.6rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem; border-bottom: 1px solid var(--rule); padding-bottom: .2rem; }
        .label { display: inline-block; border: 1px solid currentColor; border-radius: .3rem; padding: 0 .5rem;
          color: var(--unknown); font-weight: 600; }
        .soft, figcaption, .note { color: var(--soft); }
        .headline { font-size: 1.2rem; margin: 1rem 0 .5rem; }
        .numbers { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; padding: 0; list-style: none; }
        .numbers li { flex: 1 1 8rem; background: var(--panel); border-radius: .5rem; padding: .6rem .9rem; }
        .numbers b { display: block; font-size: 1.6rem; font-variant-numeric: tabular-nums; }
        .claims { list-style: none; padding: 0; }
        .claims li { display: grid; grid-template-columns: 7rem 1fr; }
        .yes b { color: var(--good); } .no b { color: var(--bad); } .unknown b { color: var(--unknown); }
        .caution { border-left: .3rem solid var(--unknown); padding: .1rem .8rem; background: var(--panel); margin: .5rem 0; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); gap: 1rem; }
        figure { margin: 0; background: var(--panel); border-radius: .5rem; padding: .6rem .8rem; break-inside: avoid; }
        figure h3 { margin: 0; font-size: 1rem; }
        figcaption { font-size: .85rem; }
        svg { width: 100%; height: auto; display: block; }
        svg text { fill: var(--soft); font-size: 11px; }
        .grid { stroke: var(--rule); stroke-width: 1; }
        polyline { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
        polyline.s0 { stroke-width: 2.4; }
        polyline.s1 { stroke-dasharray: 6 3; } polyline.s2 { stroke-dasharray: 2 3; }
        polyline.s3 { stroke-dasharray: 9 3 2 3; } polyline.s4 { stroke-dasharray: 1 4; } polyline.s5 { stroke-dasharray: 12 4; }
        .s0 { --line: var(--s0); } .s1 { --line: var(--s1); } .s2 { --line: var(--s2); }
        .s3 { --line: var(--s3); } .s4 { --line: var(--s4); } .s5 { --line: var(--s5); }
        polyline { stroke: var(--line); } circle { fill: var(--line); }
        .key { white-space: nowrap; margin-right: .8rem; } .key i { font-style: normal; color: var(--line); font-weight: 700; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
        th.n, td.n { text-align: right; white-space: nowrap; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; }
        dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
        article { margin: 1rem 0; break-inside: avoid; }
        .pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
        pre { margin: 0; padding: .6rem .8rem; background: var(--panel); border-radius: .4rem; white-space: pre-wrap;
          overflow-wrap: anywhere; font: .85rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }
        .pair h4 { margin: 0 0 .25rem; font-size: .9rem; }
        @media (max-width: 40rem) { .pair { grid-template-columns: 1fr; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
        @media print { :root { color-scheme: light; } body { max-width: none; padding: 0; font-size: 11pt; }
          h2 { break-after: avoid; } details > * { display: block; } figure, pre, .numbers li { border: 1px solid var(--rule); } }
        """
}
