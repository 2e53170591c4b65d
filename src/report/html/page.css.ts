// Made of page.css by `npm run shell`. Edit that.
export const pageCss: string = `:root {
  color-scheme: light dark;
  --page: #fff;
  --ink: #1b2026;
  --faint: #505a66;
  --panel: #f3f5f7;
  --line: #c9d0d8;
  --link: #0b4f8a;
  --error: #9c2007;
  --warning: #6d4a00;
  --info: #0b4f8a;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #0f1318;
    --ink: #e8ecf1;
    --faint: #a8b3c0;
    --panel: #191f26;
    --line: #3b4552;
    --link: #8cc4ff;
    --error: #ffb09c;
    --warning: #ffd070;
    --info: #8cc4ff;
  }
}
* {
  box-sizing: border-box;
}
body {
  margin: 0;
  background: var(--page);
  color: var(--ink);
  font:
    15px / 1.5 system-ui,
    "Segoe UI",
    Roboto,
    "Helvetica Neue",
    Arial,
    "Noto Sans",
    "DejaVu Sans",
    sans-serif;
  overflow-wrap: anywhere;
}
header,
main,
footer {
  max-width: 1280px;
  margin: 0 auto;
  padding: 12px 20px;
}
h1 {
  font-size: 24px;
  line-height: 1.3;
  margin: 8px 0;
}
h2 {
  font-size: 19px;
  margin: 36px 0 8px;
}
h3 {
  font-size: 16px;
  margin: 20px 0 6px;
}
a {
  color: var(--link);
}
:focus-visible {
  outline: 3px solid var(--link);
  outline-offset: 2px;
}
nav ul {
  display: flex;
  flex-wrap: wrap;
  gap: 4px 18px;
  padding: 0;
  list-style: none;
}
.faint {
  color: var(--faint);
}
.error {
  color: var(--error);
}
.warning {
  color: var(--warning);
}
.info {
  color: var(--info);
}
.word {
  font-weight: 700;
}
.scroll {
  overflow-x: auto;
}
table {
  border-collapse: collapse;
}
th,
td {
  text-align: left;
  vertical-align: top;
  padding: 3px 14px 3px 0;
  border-bottom: 1px solid var(--line);
  overflow-wrap: normal;
}
.number {
  text-align: right;
}
.filters {
  display: flex;
  flex-wrap: wrap;
  gap: 8px 18px;
  align-items: center;
  margin: 12px 0;
}
input[type="search"],
button {
  font: inherit;
  color: var(--ink);
  background: var(--panel);
  border: 1px solid var(--faint);
  border-radius: 4px;
  padding: 4px 8px;
  max-width: 100%;
}
[hidden],
.filters[hidden] {
  display: none;
}
details {
  border: 1px solid var(--line);
  border-radius: 6px;
  margin: 8px 0;
  padding: 6px 12px;
}
summary {
  cursor: pointer;
}
.findings {
  padding: 0;
  list-style: none;
}
.findings > li {
  border-top: 1px solid var(--line);
  padding: 8px 0;
}
.place,
code,
pre {
  font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: 13px;
}
pre {
  background: var(--panel);
  padding: 6px 10px;
  margin: 6px 0;
  white-space: pre-wrap;
}
mark {
  background: none;
  color: inherit;
  text-decoration: underline 2px;
}
.skip {
  position: absolute;
  left: -9999px;
}
.skip:focus {
  position: static;
}
@media print {
  nav,
  .filters,
  .skip {
    display: none;
  }
}
`;
