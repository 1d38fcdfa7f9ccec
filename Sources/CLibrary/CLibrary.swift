// The C library of the host, under one name. Everything else imports it from here.
#if canImport(Darwin)
@_exported public import Darwin
#else
@_exported public import Glibc
#endif
