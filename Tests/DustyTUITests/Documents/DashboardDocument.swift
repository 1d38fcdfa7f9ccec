import DustyTerminal

@testable import DustyTUI

/// The page on the dashboard's configuration; its names come from the dashboard's own tables.
enum DashboardDocument {
    private static let pictures = GeneratedDocumentsPicturesTests.Picture.allCases.map { picture in
        let links = GeneratedDocumentsPicturesTests.sizes.map { width, height in
            "[\(width) × \(height)](pictures/\(picture.rawValue)-\(width)x\(height).svg)"
        }
        return "| \(picture.title) | \(links.joined(separator: ", ")) |"
    }.joined(separator: "\n")

    static func text() -> String {
        """
        <!-- Generated from the dashboard's tables by the tests; see GeneratedDocumentsTests. -->
        # Configuring the dashboard

        | picture of | on a terminal of |
        |---|---|
        \(pictures)

        The dashboard reads `$DUSTY_DASHBOARD_CONFIG`, else `$XDG_CONFIG_HOME/dusty/dashboard.yml`, else
        `~/.config/dusty/dashboard.yml`. The file is optional. If it has a mistake the dashboard does not open: every problem is printed as
        `file:line:column: error: key: what`, and the exit code is 64.

        What you arrange with keys (zoom, layout, the width of the lists, wrap, times) is stored separately, in
        `$XDG_STATE_HOME/dusty/dashboard.json`, else `~/.local/state/dusty/dashboard.json`; remove that file to start over.

        The rows of each stack are kept in `rows/` beside it, readable by you only, without logs, output and values of variables. They are
        shown as stale (`the rows are as of 13:58`) until the daemon answers.

        `d` lists what takes space and removes what nothing uses. The tabs `processes` and `inspect` show a container as the engine does,
        without secrets. `e` opens a shell in a container, and `E` attaches to the container's own process, as `dusty attach` does: what you type
        is its input, Ctrl-p Ctrl-q comes back and lets it go on. Its spec needs `stdin_open: true`, and `tty: true` for a terminal.

        Before a line of a log, or of what a script prints, `!` says that it is of standard error; `>` behind one says that it goes on, and `w`
        wraps. While a stack starts, `start` shows how long each step takes and who is not ready: a thicker bar is what the end waits for.

        `B` lists the stacks of the daemon: what runs, CPU and memory while a dashboard shows the stack, disk, address, branch and directory.
        Enter shows another one, `f` gives one the plain host names, `n` makes one and `x` removes one after `dusty stack remove` has named
        what goes.

        ```yaml
        theme: mine                  # \(Theme.builtIn.map(\.name).joined(separator: ", ")), or one of yours
        themes:
          mine:
            from: dark               # for everything not named here
            failure: bold white on red
            selection: black on bright-cyan
            dim: 250
            note: '#5fafff'          # in quotes: # begins a comment in YAML
        keys:
          restart: F5                # one key,
          rebuild: [R, F6]           # several,
          stop-all: none             # or none
          logs:                      # in this place only
            half-down: [Ctrl-d, J]
        confirm:
          restart: always            # or never
        mouse: true                  # clicks and the wheel
        ascii: false                 # print only ASCII
        bell: false                  # ring when a job fails,
        notify: osc9                 # or notify the desktop: osc9, osc777, bell
        slow: false                  # for slow lines: five frames a second
        ```

        ## Themes

        A theme sets the look of each of these: `\(Style.Role.allCases.map(\.name).joined(separator: "`, `"))`, and `selection`, the
        current row. A look is written as attributes (`\(Ink.attributeNames.joined(separator: "`, `"))`) and a colour, optionally followed by `on` and
        the background colour. Colours are `black`, `red`, `green`, `yellow`, `blue`, `magenta`, `cyan`, `white`, the same with `bright-` before
        them, `grey`, a number from 0 to 255 of the terminal's palette, `#rrggbb`, or `default`. A terminal with fewer colours shows the
        nearest ones. With `NO_COLOR` set and not empty the theme is `monochrome`, whatever the file says.

        ## Questions

        `confirm` sets for \(list(Confirmations.Operation.allCases.map(\.rawValue))) whether Dusty asks first,
        `always` or `never`. By default it asks before `rebuild`, `stop`, `stop-all`, `down` and before bundles are deactivated, before
        `restart` of more than one, and before a `sync` from the dashboard that would delete more than \(Confirmations.usualDeletions) files of the machine's copies.

        ## Your own commands

        ```yaml
        commands:
          - name: psql               # in the palette, help and the menu (`.`)
            key: F7                  # or none
            context: services        # \(CustomCommand.Place.allCases.map(\.rawValue).joined(separator: ", "))
            command: exec dusty docker exec -it "$DUSTY_CONTAINER" psql -U postgres -c "table $TABLE"
            prompts:
              - {name: TABLE, text: table to show, default: users}
            confirm: false           # true, or the question
          - name: layers
            key: F8
            context: containers
            command: [dusty, docker, history, $DUSTY_IMAGE]
            output: pager            # \(CustomCommand.Output.allCases.map(\.rawValue).joined(separator: ", "))
        ```

        A command runs as you, from the directory that the dashboard was opened in; the daemon has no part in it. A text is for `sh`, which
        finds the variables in its environment: put them in double quotes. In a list of words no shell is at work, and `$DUSTY_NAME` or
        `${TABLE}` inside a word stands for its value. On the `screen`, which is usual, it has the terminal until Enter; with `pager` your
        `PAGER` shows what it prints; with `none` it runs beside the dashboard, which says its last line.

        | variable | what it holds |
        |---|---|
        | `DUSTY_STACK` | the stack; `dusty` in the command is about it as well |
        | `DUSTY_NAME` | the selected app, service or repo, or the number of the job |
        | `DUSTY_NAMES` | what is marked, with blanks between, else the selected app or service |
        | `DUSTY_CONTAINER`, `DUSTY_IMAGE`, `DUSTY_STATE`, `DUSTY_ADDRESS` | of the selected app or service |
        | `DUSTY_REPO`, `DUSTY_PATH` | the selected repo, or the first of the selected app, and its directory |
        | `DUSTY_JOB` | the number of the selected job |
        | the names of `prompts` | what was typed |

        All are set; what there is none of is empty. A dashboard that only looks runs none of them.

        ## Keys

        Keys are written as the help (`?`) writes them: `r`, `R`, `Ctrl-d`, `PgDn`, `Space`, `F5`. A key set for an action replaces all
        its default keys. Two actions on one key in one place are an error; a place may give a key another meaning than `anywhere`.
        The default keys are in [keys.md](keys.md); an action without a key has no effect until you set one.

        | action | place | key | does |
        |---|---|---|---|
        \(rows.joined(separator: "\n"))

        """
    }

    private static var rows: [String] {
        DashboardCommand.all.compactMap { row in
            guard let place = row.place else { return nil }
            let keys = row.keys.map { "`\($0.name)`" }.joined(separator: " ")
            return "| `\(row.name.text)` | `\(place.name)` | \(keys) | \(row.help) |"
        }
    }

    private static func list(_ words: [String]) -> String {
        let quoted = words.map { "`\($0)`" }
        return quoted.dropLast().joined(separator: ", ") + " and \(quoted.last ?? "")"
    }
}
