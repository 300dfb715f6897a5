// SPDX-License-Identifier: Apache-2.0
//
// The style of the published pages: system fonts, one dark blue, one ochre, room to breathe; A4 for print.
// Contrast of all text is above 7:1 on its ground.

enum PageStyle {
    static let text = """
        :root { --ink: #16202b; --quiet: #45525f; --navy: #0e2a47; --rule: #d5d9dd; --pale: #f4f6f8; --ochre: #b98200;
          --warn: #7a1914; }
        * { box-sizing: border-box; }
        html { font-size: 106.25%; scroll-behavior: auto; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body { margin: 0; color: var(--ink); background: #fff; line-height: 1.6;
          font-family: system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; }
        article { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1.5rem 4rem; }
        article + article { border-top: .5rem solid var(--pale); }
        p, li, dd { overflow-wrap: anywhere; }
        p, .note, section > ul { max-width: 44rem; }
        h1, h2, h3 { line-height: 1.2; color: var(--navy); text-wrap: balance; }
        h1 { font-size: clamp(1.7rem, 4vw, 2.6rem); margin: .2rem 0 1rem; max-width: 52rem; letter-spacing: -.01em; }
        h1 span { display: block; font-size: 1.15rem; font-weight: 600; letter-spacing: 0; color: var(--quiet);
          margin-top: .6rem; }
        h2 { font-size: 1.45rem; margin: 0 0 1rem; }
        h3 { font-size: 1.08rem; margin: 2rem 0 .5rem; }
        a { color: #0b4f8a; text-underline-offset: .15em; }
        a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--ochre); outline-offset: 2px; }
        .language { margin: 0; text-align: right; max-width: none; font-size: .9rem; }
        .kind { margin: 1.5rem 0 0; color: var(--quiet); font-weight: 600; letter-spacing: .02em; }
        .lead { font-size: 1.2rem; line-height: 1.5; margin: 0 0 .75rem; }
        .byline { color: var(--quiet); margin: 0 0 1.25rem; }
        .warnings { list-style: none; margin: .75rem 0 0; padding: .75rem 1rem; border: 2px solid var(--warn);
          color: var(--warn); background: #fdf3f2; font-weight: 700; border-radius: 4px; }
        nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: .75rem 0;
          border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); font-size: .92rem; }
        section { margin: 3rem 0 0; }
        .note { border-left: 5px solid var(--ochre); background: #fbf6ea; padding: .8rem 1rem; margin: 1rem 0; }
        figure { margin: 0 0 1rem; }
        figure svg { display: block; width: 100%; height: auto; }
        figure .only svg { max-width: 34rem; }
        figure .only { border: 1px solid var(--rule); border-radius: 6px; overflow: hidden; max-width: 34rem; }
        figure .wide, figure .narrow { border: 1px solid var(--rule); border-radius: 6px; overflow: hidden; }
        .narrow { display: none; }
        figcaption { color: var(--quiet); font-size: .92rem; margin-top: .6rem; max-width: 44rem; }
        dl { margin: 0; }
        .key { display: grid; grid-template-columns: repeat(auto-fit, minmax(12.5rem, 1fr)); gap: 1.25rem 2rem; }
        .key div { display: flex; flex-direction: column-reverse; justify-content: flex-end;
          border-top: 3px solid var(--navy); padding-top: .6rem; }
        .key dd { margin: 0; font-size: 1.75rem; line-height: 1.15; font-weight: 700; color: var(--navy);
          font-variant-numeric: tabular-nums; }
        .key dt { color: var(--quiet); font-size: .95rem; line-height: 1.4; }
        .facts div { display: grid; grid-template-columns: 14rem 1fr; gap: .25rem 1.5rem; padding: .6rem 0;
          border-top: 1px solid var(--rule); max-width: 58rem; }
        .facts div:last-child { border-bottom: 1px solid var(--rule); }
        .facts dt { font-weight: 600; }
        .facts dd { margin: 0; }
        .scroll { overflow-x: auto; margin: 1rem 0; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; min-width: min(100%, 34rem); }
        caption { text-align: left; color: var(--quiet); font-size: .95rem; padding: 0 0 .6rem; }
        caption span { display: block; max-width: min(44rem, calc(100vw - 2rem)); }
        th, td { text-align: left; vertical-align: top; padding: .5rem 1.4rem .5rem 0;
          border-bottom: 1px solid var(--rule); }
        thead th { border-bottom: 2px solid var(--navy); vertical-align: bottom; }
        tbody th { font-weight: 600; min-width: 6.5rem; }
        .n { text-align: right; }
        td.n { white-space: nowrap; }
        pre { background: var(--pale); padding: 1rem; overflow-x: auto; font-size: .84rem; line-height: 1.5;
          border-radius: 4px; max-width: 58rem; }
        code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
        .links { list-style: none; padding: 0; max-width: 58rem; }
        .links li { padding: .5rem 0; border-top: 1px solid var(--rule); }
        .links a { font-weight: 600; margin-right: .5rem; }
        .links span { color: var(--quiet); }
        .choices { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; max-width: none; }
        .choices a { display: inline-block; padding: .2rem 0; }
        footer { margin-top: 3rem; color: var(--quiet); font-size: .9rem; border-top: 1px solid var(--rule); }
        @media (max-width: 46rem) {
          html { font-size: 100%; }
          article { padding: 1rem 1rem 3rem; }
          section { margin-top: 2.25rem; }
          .wide { display: none; }
          .narrow { display: block; }
          .facts div { grid-template-columns: 1fr; }
          .key { grid-template-columns: 1fr 1fr; gap: 1rem; }
          .key dd { font-size: 1.35rem; }
          th, td { padding-right: .9rem; font-size: .92rem; }
        }
        @page { size: A4; margin: 16mm 15mm; }
        @media print {
          html { font-size: 10.5pt; }
          article { padding: 0; max-width: none; }
          article + article { break-before: page; border-top: 0; }
          .language, nav { display: none; }
          .wide { display: block; }
          .narrow { display: none; }
          .key { grid-template-columns: repeat(4, 1fr); }
          p, .note, section > ul, figcaption { max-width: none; }
          h2, h3 { break-after: avoid; }
          figure, tr, .note, .facts div, .key div, .links li { break-inside: avoid; }
          section { margin-top: 1.6rem; }
          pre { white-space: pre-wrap; }
          .scroll { overflow: visible; }
          a { color: inherit; }
        }
        """
}
