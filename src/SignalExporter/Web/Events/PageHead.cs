using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SignalExporter.Web.Events;

/// <summary>What the pages for people begin with. They bring all they need along.</summary>
internal static class PageHead
{
    // Whatever a process calls itself, no page runs a script, loads anything, sends a form elsewhere or is framed.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The headers of such a page.</summary>
    internal static void BeginPage(this HttpResponse response)
    {
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
    }

    /// <param name="title">The title, not yet encoded.</param>
    /// <param name="refresh">After how many seconds the page loads itself again; 0 for never.</param>
    internal static string Render(string title, int refresh) => string.Create(CultureInfo.InvariantCulture, $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        {(refresh > 0 ? $"<meta http-equiv=\"refresh\" content=\"{refresh}\">" : "")}
        <title>{Html.Text(title)}</title>
        <style>{Style}</style></head><body><main>

        """);

    private const string Style = """

        :root { color-scheme: light dark; --back: #fff; --text: #1b1b1f; --card: #f6f6f8; --line: #8884; --dim: #62626b; --link: #0b57c4;
          --fatal: #b3161b; --fatal-back: #fdecec; --asking: #8a5300; --asking-back: #fff6e3; }
        @media (prefers-color-scheme: dark) { :root { --back: #121214; --text: #ececf0; --card: #1d1d21; --dim: #a3a3ad; --link: #86b7ff;
          --fatal: #ff8a86; --fatal-back: #3a1416; --asking: #ffc46b; --asking-back: #2f2410; } }
        * { box-sizing: border-box; }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: var(--back); color: var(--text); -webkit-text-size-adjust: 100%; }
        main { max-width: 76rem; margin: auto; padding: 1rem; }
        h1 { margin: 0; font-size: 1.6rem; line-height: 1.2; } h2 { margin: 1.5rem 0 .5rem; font-size: 1.2rem; }
        header p { margin: .2rem 0; } a { color: var(--link); } small { color: var(--dim); font-size: .85rem; }
        nav { display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin: .5rem 0; align-items: center; }
        nav a { padding: .2rem 0; } nav a[aria-current] { color: inherit; font-weight: 600; text-decoration: none; }
        dl { display: flex; flex-wrap: wrap; gap: .5rem 2rem; } dt { color: var(--dim); font-size: .85rem; } dd { margin: 0; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
        th { color: var(--dim); font-weight: 600; font-size: .85rem; } .n { text-align: right; font-variant-numeric: tabular-nums; }
        bdi, code { font-family: ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
        .warn { color: var(--fatal); font-weight: 600; }
        .events { table-layout: fixed; } .events td { overflow-wrap: anywhere; } .events td small { display: block; } .events .to { font-weight: 600; }
        .events th:nth-child(1) { width: 15%; } .events th:nth-child(2) { width: 14%; } .events th:nth-child(3) { width: 29%; } .events th:nth-child(5) { width: 11%; }
        .fatal { background: var(--fatal-back); } .fatal > td:first-child { box-shadow: inset .25rem 0 var(--fatal); }
        .asking { background: var(--asking-back); } .asking > td:first-child { box-shadow: inset .25rem 0 var(--asking); }
        .fatal .signal { color: var(--fatal); } .asking .signal { color: var(--asking); }
        .button, button { display: inline-block; font: inherit; padding: .25rem .8rem; border: 1px solid var(--line); border-radius: .4rem;
          background: var(--card); color: inherit; text-decoration: none; cursor: pointer; }
        form { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .6rem 1rem; padding: .8rem;
          background: var(--card); border-radius: .5rem; margin: .5rem 0; }
        label { display: block; font-weight: 600; } label small { font-weight: 400; }
        input { font: inherit; font-weight: 400; width: 100%; padding: .25rem .5rem; margin-top: .15rem; border: 1px solid var(--line); border-radius: .3rem;
          background: var(--back); color: inherit; }
        form p { grid-column: 1 / -1; margin: 0; } :focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        @media (max-width: 52rem) {
          main { padding: .7rem; } h1 { font-size: 1.3rem; } .button, button { padding: .35rem .8rem; } nav { gap: .2rem .8rem; margin: .3rem 0; }
          p[role="status"] { margin: .4rem 0; font-size: .9rem; }
          .events, .events tbody { display: block; } .events thead { position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden; }
          .events tr { display: grid; grid-template-columns: 1fr auto; gap: .1rem .6rem; background: var(--card); border-radius: .5rem;
            margin-bottom: .6rem; padding: .5rem .8rem; }
          .events td { border: 0; padding: 0; grid-column: 1 / -1; min-width: 0; }
          .events td small { display: inline; margin-right: .4em; }
          .events td[data-label="Signal"] { grid-area: 1 / 1; }
          .events td[data-label="When"] { grid-area: 1 / 2; text-align: right; box-shadow: none; }
          .events td[data-label="When"] small, .events td[data-label="Signal"] small { display: block; margin: 0; }
          .events td[data-label="To"]::before, .events td[data-label="From"]::before { content: attr(data-label) " "; color: var(--dim); font-weight: 400; }
          .events tr.fatal { background: var(--fatal-back); box-shadow: inset .25rem 0 var(--fatal); }
          .events tr.asking { background: var(--asking-back); box-shadow: inset .25rem 0 var(--asking); }
        }

        """;
}
