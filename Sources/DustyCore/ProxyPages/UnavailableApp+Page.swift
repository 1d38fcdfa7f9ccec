extension UnavailableApp {
    /// The page for browsers: self-contained; it reloads once the app answers. `nonce` is a fresh random word that lets
    /// only this page's own script run.
    public func page(nonce: String) -> String {
        let title = Self.escape("\(app) does not answer")
        let words = Self.escape(state + (message.map { " – \($0)" } ?? ""))
        let log = lines.map(Self.escape).joined(separator: "\n")
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <noscript><meta http-equiv="refresh" content="2"></noscript>
            <style nonce="\(nonce)">
            body { font: 16px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 60rem; padding: 0 1rem; }
            h1 { font-size: 1.4rem; }
            pre { background: #1d2021; color: #ebdbb2; padding: 1rem; overflow-x: auto; min-height: 3rem; }
            small { color: #777; }
            </style>
            </head>
            <body>
            <h1>\(title)</h1>
            <p>State: <strong id="state">\(words)</strong></p>
            <pre id="log">\(log)</pre>
            <p><small>This page reloads when the app answers. More lines: <code>\(Self.escape(command))</code>
            </small></p>
            <script nonce="\(nonce)">
            \(Self.script)
            </script>
            </body>
            </html>

            """
    }

    /// What a browser may load for the page: only what is in it.
    public static func policy(nonce: String) -> String {
        "default-src 'none'; style-src 'nonce-\(nonce)'; script-src 'nonce-\(nonce)'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    }

    /// Asks the same address each second. Any other answer is the app's, and is shown.
    private static let script = """
        const here = location.origin + location.pathname + location.search;
        async function look() {
          try {
            const answer = await fetch(here, {
              cache: "no-store", redirect: "manual", headers: {Accept: "application/json"}
            });
            if (!answer.headers.get("\(ProxyConfig.appHeader)")) { location.replace(here); return; }
            const now = await answer.json();
            document.getElementById("state").textContent = now.state + (now.message ? " – " + now.message : "");
            document.getElementById("log").textContent = now.lines.join("\\n");
          } catch (error) {}
          setTimeout(look, 1000);
        }
        setTimeout(look, 1000);
        """

    /// Text without any meaning in HTML.
    static func escape(_ text: String) -> String {
        var result = ""
        // By scalar: to Swift a combining mark after `<` makes another character, but not to a browser.
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
