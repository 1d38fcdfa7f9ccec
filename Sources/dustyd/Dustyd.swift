import ArgumentParser
import DustyCore
import Hummingbird
import Logging
import ServiceLifecycle
import Subprocess
import UnixHTTP

@main struct Dustyd: AsyncParsableCommand {}
