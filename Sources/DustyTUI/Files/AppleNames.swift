import DustyCore
import DustyTerminal

// Apple's C library has types of these names, too, and every file that imports both modules would have to say which it means.

typealias ByteCount = DustyCore.ByteCount
typealias Rect = DustyTerminal.Rect
typealias Size = DustyTerminal.Size
typealias Style = DustyTerminal.Style
