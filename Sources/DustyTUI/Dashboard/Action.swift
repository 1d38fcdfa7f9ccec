/// What a key does.
enum Action: Hashable {
    case up, down, halfUp, halfDown, pageUp, pageDown, top, bottom, left, right
    case pane(Pane), nextPane, previousPane, open, back, zoom
    case restart, rebuild, stopOrStart, bringUp, sync, cancelJob, bundles
    case follow, timestamps, wrap
    case find, nextMatch, previousMatch
    case help, warnings, repaint, suspend, quit
    case toggle, accept, refuse
}
