//! What must never be found outside the keychain and the practice firm's own file.
