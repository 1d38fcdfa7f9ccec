// swift-format-ignore-file
// Stands in for Apple's Foundation in tests: what they use of it, without the C library of this host, which this host's Foundation brings along.
@_exported public import Darwin
@_exported public import Dispatch
@_exported public import FoundationEssentials
public import Foundation
public import FoundationXML

public typealias Bundle = Foundation.Bundle
public typealias FileHandle = Foundation.FileHandle
public typealias JSONSerialization = Foundation.JSONSerialization
public typealias NSNumber = Foundation.NSNumber
public typealias NSString = Foundation.NSString
public typealias ObjCBool = Foundation.ObjCBool
public typealias Pipe = Foundation.Pipe
public typealias Process = Foundation.Process
public typealias Thread = Foundation.Thread
public func NSTemporaryDirectory() -> String { Foundation.NSTemporaryDirectory() }

public typealias XMLParser = FoundationXML.XMLParser
public typealias XMLParserDelegate = FoundationXML.XMLParserDelegate
