//! A call for every frame that the browser draws.

use super::browser;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// A closure that asks for itself again, and so must be held where it can reach itself.
type OnFrame = Rc<RefCell<Option<Closure<dyn FnMut(f64)>>>>;

/// Calls back once a frame until it is dropped. A hidden page has no frames.
pub struct Frames {
    handle: Rc<Cell<i32>>,
    _closure: OnFrame,
}

impl Frames {
    /// Begins with the next frame; the callback is given its time in milliseconds.
    pub fn new(mut call: impl FnMut(f64) + 'static) -> Frames {
        let handle = Rc::new(Cell::new(0));
        let closure = OnFrame::default();
        let (next, again) = (handle.clone(), Rc::downgrade(&closure));
        let on_frame = Closure::<dyn FnMut(f64)>::new(move |at| {
            if super::crash::has_panicked() {
                return;
            }
            call(at);
            if let Some(closure) = again.upgrade() {
                next.set(request(&closure.borrow()));
            }
        });
        *closure.borrow_mut() = Some(on_frame);
        handle.set(request(&closure.borrow()));
        Frames { handle, _closure: closure }
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        if let Some(window) = browser::window() {
            let _ = window.cancel_animation_frame(self.handle.get());
        }
    }
}

fn request(closure: &Option<Closure<dyn FnMut(f64)>>) -> i32 {
    let asked = browser::window().zip(closure.as_ref()).and_then(|(window, closure)| {
        window.request_animation_frame(closure.as_ref().unchecked_ref()).ok()
    });
    asked.unwrap_or_default()
}
