/** Puts a popover under its button, inside the window. */
export function anchor(of: () => HTMLElement | undefined): (popover: HTMLElement) => () => void {
  return (popover) => {
    const place = (event: Event) => {
      const button = of();
      if ((event as ToggleEvent).newState !== 'open' || !button) return;
      const box = button.getBoundingClientRect();
      popover.style.position = 'fixed';
      popover.style.inset = 'auto';
      popover.style.top = `${box.bottom + 4}px`;
      popover.style.left = `${Math.max(8, Math.min(box.left, innerWidth - popover.offsetWidth - 8))}px`;
    };
    popover.addEventListener('toggle', place);
    return () => popover.removeEventListener('toggle', place);
  };
}
