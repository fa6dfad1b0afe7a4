//! Against a server on this machine, and archives made for the purpose.

mod archives;
mod downloading;
mod server;
mod unpacking;
mod whole;
