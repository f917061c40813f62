use super::*;

mod choices;
mod codecs;
mod samples;
