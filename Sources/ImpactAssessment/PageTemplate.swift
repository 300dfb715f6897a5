// SPDX-License-Identifier: Apache-2.0
//
// The one template of the published pages. Double braces escape; the triple ones take our own SVG and
// style only. The policy in the head forbids scripts and any load from elsewhere, should one ever slip in.

enum PageTemplate {
    static let text = #"""
        <!DOCTYPE html>
        <html lang="fr" xml:lang="fr" xmlns="http://www.w3.org/1999/xhtml">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src \#
        'self'"/>
        <title>{{title}}</title>
        <style>
        {{{style}}}
        </style>
        </head>
        <body>
        <main>
        {{#articles}}
        <article id="{{language}}" lang="{{language}}" xml:lang="{{language}}">
        <header class="head">
        <p class="language"><a href="#{{other}}" hreflang="{{other}}" lang="{{other}}" \#
        xml:lang="{{other}}">{{otherName}}</a></p>
        {{#hasWarnings}}
        <ul class="warnings">
        {{#warnings}}
        <li>{{.}}</li>
        {{/warnings}}
        </ul>
        {{/hasWarnings}}
        <p class="kind">{{kind}}</p>
        <h1>{{heading}}{{#subtitle}} <span>{{.}}</span>{{/subtitle}}</h1>
        <p class="lead">{{lead}}</p>
        <p class="byline">{{byline}}</p>
        <nav aria-label="{{contents}}"><ul>
        {{#sections}}
        <li><a href="#{{id}}">{{heading}}</a></li>
        {{/sections}}
        </ul></nav>
        </header>
        {{#sections}}
        <section id="{{id}}" aria-labelledby="{{id}}-h">
        <h2 id="{{id}}-h">{{heading}}</h2>
        {{#blocks}}
        {{#paragraph}}
        <p>{{.}}</p>
        {{/paragraph}}
        {{#note}}
        <p class="note">{{.}}</p>
        {{/note}}
        {{#subheading}}
        <h3>{{.}}</h3>
        {{/subheading}}
        {{#list}}
        <ul>
        {{#items}}
        <li>{{.}}</li>
        {{/items}}
        </ul>
        {{/list}}
        {{#facts}}
        <dl class="facts">
        {{#items}}
        <div><dt>{{term}}</dt><dd>{{text}}</dd></div>
        {{/items}}
        </dl>
        {{/facts}}
        {{#keyFigures}}
        <dl class="key">
        {{#items}}
        <div><dt>{{label}}</dt><dd>{{value}}</dd></div>
        {{/items}}
        </dl>
        {{/keyFigures}}
        {{#table}}
        <div class="scroll" tabindex="0" role="region" aria-label="{{caption}}">
        <table>
        <caption><span>{{caption}}</span></caption>
        <thead><tr>
        {{#columns}}
        <th scope="col"{{#numeric}} class="n"{{/numeric}}>{{text}}</th>
        {{/columns}}
        </tr></thead>
        <tbody>
        {{#rows}}
        <tr>
        {{#cells}}
        {{#first}}<th scope="row">{{text}}</th>{{/first}}{{^first}}<td{{#numeric}} \#
        class="n"{{/numeric}}>{{text}}</td>{{/first}}
        {{/cells}}
        </tr>
        {{/rows}}
        </tbody>
        </table>
        </div>
        {{/table}}
        {{#figure}}
        <figure>
        <div class="{{#hasNarrow}}wide{{/hasNarrow}}{{^hasNarrow}}only{{/hasNarrow}}">{{{wide}}}</div>
        {{#hasNarrow}}
        <div class="narrow">{{{narrow}}}</div>
        {{/hasNarrow}}
        {{#caption}}
        <figcaption>{{.}}</figcaption>
        {{/caption}}
        </figure>
        {{/figure}}
        {{#code}}
        <pre tabindex="0"><code>{{.}}</code></pre>
        {{/code}}
        {{#links}}
        <ul class="links">
        {{#items}}
        <li><a href="{{href}}">{{text}}</a> <span>{{detail}}</span></li>
        {{/items}}
        </ul>
        {{/links}}
        {{#choices}}
        <ul class="choices">
        {{#items}}
        <li><a href="{{href}}">{{text}}</a></li>
        {{/items}}
        </ul>
        {{/choices}}
        {{/blocks}}
        </section>
        {{/sections}}
        <footer><p>{{colophon}}</p></footer>
        </article>
        {{/articles}}
        </main>
        </body>
        </html>

        """#
}
