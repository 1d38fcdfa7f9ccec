/// What a key does.
enum Action: Hashable {
    case up, down, halfUp, halfDown, pageUp, pageDown, top, bottom, left, right
    case pane(Pane), nextPane, previousPane, open, back, zoom, layout, wider, narrower
    case mark, markRange, markAll
    case restart, rebuild, stopOrStart, bringUp, stopAll, takeDown, sync, cancelJob, bundles
    case openAddress, copyName, copyAddress
    case follow, timestamps, wrap
    case orderNext, orderPrevious
    case muteSource, soloSource, raw
    case merge, filter, clearLog, ruler, saveLog, copyLine, copyLog
    case find, nextMatch, previousMatch
    case palette, help, warnings, repaint, suspend, mouse, quit
    case toggle, accept, refuse
    case previousTab, nextTab, inspect
    case shell, scripts, tests, assets, repoList
    case edit, giveBack, update
    case editVariable, addVariable, removeVariable
    case moreContext, lessContext, selectLines
}
