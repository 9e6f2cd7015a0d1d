//! Records as files: EVTX, XML and winlogbeat documents.
