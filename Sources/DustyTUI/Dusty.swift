import ArgumentParser
import DustyCore
import DustyTerminal
import UnixHTTP

@main struct Dusty: AsyncParsableCommand {}
