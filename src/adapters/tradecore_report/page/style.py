"""How the page looks: one style sheet, light and dark, from a phone to a wide screen, and on paper."""

STYLE = """\
:root{color-scheme:light dark;--paper:#f6f7f9;--card:#fff;--ink:#1f2937;--faint:#5b6472;--rule:#e3e6eb;--soft:#eef1f5;
--first:#0072b2;--second:#d98a00;--third:#7b4fb5;--fourth:#00857a;--fifth:#b5477f;--sixth:#7a6a00;
--good:#00805c;--bad:#c2410c;--quiet:#7b8494;--warn:#fff4dc;--warn-ink:#6b4a00}
@media(prefers-color-scheme:dark){:root{--paper:#12151a;--card:#1b2027;--ink:#e6e9ee;--faint:#9aa4b2;--rule:#2e353f;
--soft:#242a33;--first:#5ab4ee;--second:#f0b040;--third:#b797f0;--fourth:#45c8b9;--fifth:#ec8fbd;--sixth:#d3c15a;
--good:#3ecf9b;--bad:#ff8a5c;--quiet:#97a1b0;--warn:#3a2e12;--warn-ink:#f5d590}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"DejaVu Sans",sans-serif;overflow-wrap:break-word}
main{max-width:64rem;margin:0 auto;padding:1.25rem 1rem 3rem}
header,section{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:1.1rem 1.25rem;
margin:0 0 1rem}
h1{font-size:1.45rem;line-height:1.25;margin:.1rem 0 .5rem}
h2{font-size:1.1rem;margin:0 0 .6rem}
h3{font-size:.95rem;margin:0}
h3 small{color:var(--faint);font-weight:400;margin-left:.5rem}
p{margin:.3rem 0}
.kind{color:var(--faint);text-transform:uppercase;letter-spacing:.08em;font-size:.72rem;font-weight:600}
.lead{font-size:1.08rem;font-weight:600;margin:.2rem 0 .4rem}
ul{margin:.2rem 0;padding-left:1.1rem}
li{margin:.15rem 0}
.warn{background:var(--warn);color:var(--warn-ink);border-radius:8px;padding:.5rem .8rem;margin:.7rem 0 0}
.warn p{margin:.15rem 0}
nav{margin:.8rem 0 0;font-size:.85rem;display:flex;flex-wrap:wrap;gap:.25rem 1rem}
a{color:var(--first);text-decoration:none}
a:hover{text-decoration:underline}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.6rem,1fr));gap:.6rem;margin:1rem 0 0}
.tile{background:var(--soft);border-radius:8px;padding:.55rem .75rem}
.tile span{display:block;color:var(--faint);font-size:.78rem}
.tile b{display:block;font-size:1.35rem;line-height:1.3;font-variant-numeric:tabular-nums}
figure{margin:0 0 1.6rem}
figure:last-child,.grid:last-child{margin-bottom:.2rem}
figcaption{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.15rem 1rem;margin:0 0 .4rem}
.legend{display:flex;flex-wrap:wrap;gap:.1rem .9rem;color:var(--faint);font-size:.8rem}
.key{display:inline-block;width:.8rem;height:.8rem;border-radius:3px;margin-right:.35rem;vertical-align:-.08rem;
background:var(--c)}
.caption{color:var(--faint);font-size:.82rem;margin:.35rem 0 0}
.plot{display:grid;grid-template-columns:3.9rem 1fr;grid-template-rows:clamp(190px,30vw,300px) auto;
font-size:.72rem;color:var(--faint);font-variant-numeric:tabular-nums}
.plot.low{grid-template-rows:clamp(110px,16vw,160px) auto}
.area{grid-column:2;grid-row:1;min-width:0}
.area svg{display:block;width:100%;height:100%;overflow:visible}
.ys{grid-column:1;grid-row:1;position:relative}
.ys span{position:absolute;right:.5rem;transform:translateY(-50%);white-space:nowrap}
.xs{grid-column:2;grid-row:2;position:relative;height:1.3rem;margin-top:.25rem}
.xs span{position:absolute;transform:translateX(-50%);white-space:nowrap}
.names{grid-column:2;font-size:.75rem}
path{fill:none;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.grid-lines{stroke:var(--rule);stroke-width:1}
.zero{stroke:var(--faint);stroke-width:1}
.line{stroke:var(--c);stroke-width:1.7}
.dashed{stroke-dasharray:5 4}
.fill{fill:var(--c);opacity:.18}
.stroke,.stroke path{stroke:var(--c);stroke-width:1.6}
.dot,.dot path,.hole{stroke:var(--c);stroke-width:7.5;stroke-linecap:round}
.hole{stroke:var(--card);stroke-width:4}
.dot.small,.dot.small path{stroke-width:4;opacity:.55}
.hole.small{stroke-width:1.8}
.first{--c:var(--first)}.second{--c:var(--second)}.third{--c:var(--third)}.fourth{--c:var(--fourth)}
.fifth{--c:var(--fifth)}.sixth{--c:var(--sixth)}.good{--c:var(--good)}.bad{--c:var(--bad)}.quiet{--c:var(--quiet)}
.grid{margin:0 0 1.6rem}
.grid h3{margin-bottom:.4rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.86rem;font-variant-numeric:tabular-nums}
th,td{padding:.28rem .6rem;border-bottom:1px solid var(--rule);text-align:right;vertical-align:top}
th{font-weight:600}
thead th{color:var(--faint);font-size:.76rem;border-bottom-color:var(--faint);white-space:nowrap}
tbody tr:last-child>*{border-bottom:0}
.l{text-align:left}
td.tone{color:var(--c);font-weight:600}
td.heat{background:color-mix(in srgb,var(--c) var(--s),transparent)}
td.number{white-space:nowrap}
.months td,.months th{padding:.28rem .35rem;white-space:nowrap}
th .m{display:flex;gap:0 1rem;font-weight:400}
th .m b{flex:0 0 10.5rem;font-weight:600}
th .m span{color:var(--faint)}
code{font:.8rem/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
details{margin:.6rem 0 0}
summary{cursor:pointer;color:var(--first);font-size:.9rem}
.pairs{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.1rem 1.5rem;font-size:.86rem;
margin:0}
.pairs div{display:flex;justify-content:space-between;gap:1rem;border-bottom:1px solid var(--rule);padding:.22rem 0}
.pairs dt{color:var(--faint)}
.pairs dd{margin:0}
footer{color:var(--faint);font-size:.82rem}
@media(max-width:640px){main{padding:.6rem .5rem 2rem}header,section{padding:.9rem .8rem}h1{font-size:1.2rem}
.lead{font-size:1rem}th .m{display:block}th .m b,th .m span{display:block}th .m span{font-size:.78rem;line-height:1.3}
th,td{padding:.28rem .35rem}.plot{grid-template-columns:3.4rem 1fr;font-size:.68rem}
.xs span:nth-child(even){display:none}.tile b{font-size:1.15rem}}
@media print{body{background:#fff}header,section{border:0;padding:0;break-inside:avoid-page}nav{display:none}}
"""
