"""How the report looks, on light and dark screens."""

STYLE = """
:root { color-scheme: light dark;
  --ink: #1d2530; --soft: #5c6773; --paper: #fff; --line: #d9dee4; --bar: #3d7ea6;
  --passed: #cfead2; --missing: #fbe3b8; --mismatch: #fdd3b5; --failed: #f6bcb8; --skipped: #e8ebef }
@media (prefers-color-scheme: dark) { :root {
  --ink: #e6eaee; --soft: #9aa5b1; --paper: #14191f; --line: #333c46; --bar: #5aa2cf;
  --passed: #1f5130; --missing: #6b5312; --mismatch: #74431c; --failed: #742a2a; --skipped: #2a313a } }
* { box-sizing: border-box }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 76rem; margin: 0 auto; padding: 1.5rem }
h1 { font-size: 1.6rem; margin: 0 }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .4rem }
h3 { margin: 1.4rem 0 .3rem }
p { margin: .3rem 0 }
ul { padding-left: 1.2rem; margin: .3rem 0 }
.soft { color: var(--soft) }
.wide { overflow-x: auto }
.tiles { display: flex; flex-wrap: wrap; gap: 1.6rem; margin: 1rem 0 }
.tiles b { font-size: 1.5rem; display: block }
table { border-collapse: collapse; margin: .5rem 0 }
td, th { padding: .2rem .5rem; text-align: left }
th { font-weight: 600; vertical-align: bottom }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.figures td, .figures th { border-bottom: 1px solid var(--line); vertical-align: top }
.figures td:first-child, .figures td:nth-child(3) { white-space: nowrap }
.map td.cell { text-align: center; min-width: 2.2rem; border: 2px solid var(--paper) }
.map th.task { font-weight: 400; height: 12rem; padding: 0; vertical-align: bottom }
.map th.task span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap;
  padding: .3rem 0 }
.map th.who { font-weight: 400; white-space: nowrap }
.passed { background: var(--passed) }
.missing { background: var(--missing) }
.mismatch { background: var(--mismatch) }
.failed { background: var(--failed) }
.skipped { background: var(--skipped) }
.rate { width: 8rem; background: var(--skipped); height: .8rem; display: inline-block }
.rate i { display: block; height: 100%; background: var(--bar) }
.key span { padding: .1rem .5rem; margin-right: .4rem; color: var(--ink) }
svg text { fill: currentColor; font-size: 11px }
svg rect { fill: var(--bar) }
"""
