//! Where messages are handled, when the code for that has come: a frame can be drawn without.

use super::frame::Frame;
use super::mail;
use crate::protocol::apart::{Code, part};
use crate::web::deed::Deed;
use crate::web::state::LabState;
use yew::Callback;
use yew::platform::spawn_local;

/// The words that wake the laboratory.
pub const WAKE: &str = "order";

/// What is done about messages.
#[derive(Clone, Copy)]
pub struct Post {
    /// Carries out the next order; what only the laboratory can do is handed on.
    pub obey: fn(&Frame, &mut LabState) -> Option<Deed>,
    /// Tells what happened.
    pub look: fn(&Frame, &mut LabState),
    attend: fn(&Callback<Deed>),
    give_up: fn(&str),
}

/// The code, when it is here.
pub static POST: Code<Post> = part!(post Post = Post {
    obey: mail::obey,
    look: mail::look,
    attend: mail::attend,
    give_up: mail::give_up,
});

/// The laboratory stands: it can be woken from now on.
pub fn attend(wake: Callback<Deed>) {
    when_here(move |post| (post.attend)(&wake));
}

/// Nothing stands that could be asked; this is why.
pub fn give_up(says: String) {
    when_here(move |post| (post.give_up)(&says));
}

fn when_here(then: impl FnOnce(Post) + 'static) {
    spawn_local(async move {
        // Without it the frame is silent, and the page around it keeps what it shows in its place.
        if POST.fetch().await.is_ok()
            && let Some(post) = POST.get()
        {
            then(post);
        }
    });
}
